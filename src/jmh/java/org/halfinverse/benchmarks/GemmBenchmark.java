package org.halfinverse.benchmarks;

import org.halfinverse.linalg.BlasThreads;
import org.halfinverse.linalg.Gemm;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The peak: {@code C ← A B} of n × n matrices, 2 n³ operations. */
@State(Scope.Thread)
public class GemmBenchmark {
    private static final int N = 1024;

    private final double[] a = Numbers.uniform(N * N);
    private final double[] b = Numbers.uniform(N * N);
    private final double[] c = new double[N * N];

    /** On one core. */
    @Benchmark
    public double[] oneCore(Flops flops) {
        flops.oneCore += 2.0 * N * N * N;
        Gemm.multiply(N, N, N, a, 0, b, 0, 0, c, 0);
        return c;
    }

    /** On all cores, as decompositions in the driver. */
    @Benchmark
    public double[] allCores(Flops flops) {
        flops.allCores += 2.0 * N * N * N;
        return BlasThreads.onAllCores(() -> {
            Gemm.multiply(N, N, N, a, 0, b, 0, 0, c, 0);
            return c;
        });
    }
}
