package org.halfinverse.linalg;

import org.halfinverse.benchmarks.Flops;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code Z Zᵀ x} of a Gram matrix, reduced to tridiagonal form by LAPACK or by way of a band; counted are 4/3 n³ operations. */
@State(Scope.Thread)
public class TridiagonalReductionBenchmark {
    /** Rows and columns. */
    @Param({"1024", "1444", "2048", "4096"})
    public int n = 2048;

    private double[] matrix;
    private double[] x;

    /** Makes the matrix. */
    @Setup
    public void multiply() {
        double[] j = uniform(n * n);
        matrix = new double[n * n];
        Gemm.multiplyTransposedA(n, n, n, j, 0, j, 0, 0, matrix, 0);
        x = uniform(n);
    }

    private static double[] uniform(int count) {
        return CounterRandom.of(1, Stream.DERIVATIVE_CHECK, count)
                .doubles(count, -1, 1)
                .toArray();
    }

    /** {@code dsytrd}, on one core up to 3,000 rows. */
    @Benchmark
    public double[] byLapack(Flops flops) {
        if (BlasThreads.countFor(n) == 1) {
            flops.oneCore += operations();
        } else {
            flops.allCores += operations();
        }
        NetlibKernels lapack = new NetlibKernels();
        return decompose(a -> OneStageReduction.of(LapackCalls.onCoresFor(n, () -> lapack.tridiagonalize(a, n))));
    }

    /** {@code ColumnReduction}. */
    @Benchmark
    public double[] byTwoThreads(Flops flops) {
        flops.allCores += operations();
        return decompose(OneStageReduction::of);
    }

    /** {@code BandReduction} and {@code BandTridiagonal}. */
    @Benchmark
    public double[] inTwoStages(Flops flops) {
        flops.allCores += operations();
        return decompose(a -> TwoStageReduction.of(a, TridiagonalReduction.WIDTH, TridiagonalReduction.TILE));
    }

    private double operations() {
        return 4.0 / 3 * n * n * n;
    }

    private double[] decompose(LapackEigen.Reducer reducer) {
        SymmetricEigen eigen = LapackEigen.of(n, matrix.clone(), reducer);
        return eigen.combine(eigen.coordinates(x));
    }
}
