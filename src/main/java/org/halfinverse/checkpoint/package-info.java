/**
 * Trainings on storage, complete and checked, from which they go on.
 *
 * <p>A {@link org.halfinverse.train.TrainingState} flows in after a step: θ, the optimizer's state and the count of steps. It
 * becomes a directory of arrays with a manifest and checksums, written aside and renamed last, so that whoever sees a
 * checkpoint sees all of it; a driver that was replaced can rename nothing. Out comes the newest good one. Nothing is
 * stored by Java serialisation.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.checkpoint;

import org.jspecify.annotations.NullMarked;
