package org.halfinverse.benchmarks;

import org.halfinverse.linalg.DenseSvd;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@code V Uᵀ x} of a square matrix, decomposed anew. Counted is the reduction to bidiagonal form, 8/3 n³ operations;
 * those of the bidiagonal problem depend on the spectrum.
 */
@State(Scope.Thread)
public class DenseSvdBenchmark {
    /** Rows and columns. */
    @Param({"128", "1024"})
    public int n = 128;

    private double[] matrix;
    private double[] x;

    /** Makes the matrix. */
    @Setup
    public void draw() {
        matrix = Numbers.decaying(n, n);
        x = Numbers.uniform(n);
    }

    /** {@code DenseSvd.of} for one vector. */
    @Benchmark
    public double[] of(Flops flops) {
        flops.decomposition(n, 8.0 / 3 * n * n * n);
        DenseSvd svd = DenseSvd.of(n, n, matrix.clone());
        return svd.combineRight(svd.leftCoordinates(x));
    }
}
