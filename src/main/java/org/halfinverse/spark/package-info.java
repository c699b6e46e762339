/**
 * Everything that touches Apache Spark, but for {@code ml}: samples as RDDs, linearisation in executors, the RowMatrix solver.
 *
 * <p>θ is broadcast, a task runs on every block of a mini-batch, and its partial results are merged two neighbours at a time in
 * the order of the blocks, so that the bits do not depend on machines.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.spark;

import org.jspecify.annotations.NullMarked;
