/**
 * One training: from its configuration to its run directory.
 *
 * <p>An {@link org.halfinverse.config.ExperimentConfig} flows in; an {@link org.halfinverse.run.Experiment} opens samples, engine
 * and solver, trains, and leaves {@code config.conf}, {@code metrics.jsonl}, checkpoints and the model in a {@link
 * org.halfinverse.run.RunDirectory}, from which the same training can go on.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.run;

import org.jspecify.annotations.NullMarked;
