/**
 * Several trainings in a row: comparisons, sweeps and benchmarks.
 *
 * <p>A configuration with a {@code compare} or {@code sweep} block becomes {@link org.halfinverse.series.Variants}, each of which
 * is trained in a run directory of its own; a table tells what came of each.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.series;

import org.jspecify.annotations.NullMarked;
