/**
 * Samples: where they come from, and where each of them stands.
 *
 * <p>A <em>sample</em> has a number i within its data set. A <em>block</em> is one of the P parts into which a data set is
 * divided, whatever the number of machines: sample i is the one at <em>slot</em> {@code i div P} of block {@code i mod P}
 * ({@link org.halfinverse.samples.DataLayout}). A <em>piece</em> is a run of samples of a block that are worked on together,
 * 256 or fewer: {@link org.halfinverse.samples.Samples}. A {@link org.halfinverse.samples.SampleSource} gives any run of
 * samples to any machine that asks; a {@link org.halfinverse.samples.MiniBatch} says which slots of each block a step uses.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.samples;

import org.jspecify.annotations.NullMarked;
