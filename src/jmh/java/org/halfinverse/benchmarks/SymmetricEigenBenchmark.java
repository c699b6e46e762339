package org.halfinverse.benchmarks;

import org.halfinverse.linalg.Gemm;
import org.halfinverse.linalg.SymmetricEigen;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@code Z Zᵀ x} of a Gram matrix, decomposed anew. Counted is the reduction to tridiagonal form, 4/3 n³ operations;
 * those of the tridiagonal eigenproblem depend on the spectrum.
 */
@State(Scope.Thread)
public class SymmetricEigenBenchmark {
    /** Rows and columns. */
    @Param({"128", "1024", "1444"})
    public int n = 128;

    private double[] matrix;
    private double[] x;

    /** Makes the matrix. */
    @Setup
    public void multiply() {
        double[] j = Numbers.decaying(n, n);
        matrix = new double[n * n];
        Gemm.multiplyTransposedA(n, n, n, j, 0, j, 0, 0, matrix, 0);
        x = Numbers.uniform(n);
    }

    /** {@code SymmetricEigen.of} for one vector. */
    @Benchmark
    public double[] of(Flops flops) {
        flops.decomposition(n, 4.0 / 3 * n * n * n);
        SymmetricEigen eigen = SymmetricEigen.of(n, matrix.clone());
        return eigen.combine(eigen.coordinates(x));
    }
}
