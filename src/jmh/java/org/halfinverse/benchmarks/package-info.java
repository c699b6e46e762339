/**
 * Microbenchmarks of the dense kernels, by JMH: {@code scripts/dev/benchmarks}.
 *
 * <p>Each class measures the class of main code that it is named after. It knows how many floating-point operations a
 * call takes ({@link org.halfinverse.benchmarks.Flops}), so that {@link org.halfinverse.benchmarks.Report} can compare
 * what it reaches with the machine's matrix product.
 */
@NullMarked
package org.halfinverse.benchmarks;

import org.jspecify.annotations.NullMarked;
