/**
 * The training loop, and the port that engines implement.
 *
 * <p>A first θ flows in; step after step {@link org.halfinverse.train.Trainer} opens a mini-batch at θ, lets the optimizer make a
 * step, and tells listeners; θ flows out when a limit is reached. An {@link org.halfinverse.train.Engine} says where samples
 * are and runs a task on every block of a mini-batch: in the threads of this JVM, or on Spark.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.train;

import org.jspecify.annotations.NullMarked;
