/**
 * The commands, their exit codes and what they show on a console.
 *
 * <p>Arguments flow in; each command hands a checked {@link org.halfinverse.config.ExperimentConfig} to the tool that it names,
 * shows progress, and turns every failure into one sentence and an exit code. This is the only package that prints.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.cli;

import org.jspecify.annotations.NullMarked;
