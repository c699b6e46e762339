/**
 * Everything that touches Apache Spark: samples as RDDs, linearisation in executors, the RowMatrix solver.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.spark;

import org.jspecify.annotations.NullMarked;
