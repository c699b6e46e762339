package org.halfinverse.benchmarks;

import org.halfinverse.linalg.TriangularFactor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The streamed QR factorisation of n = 1024 columns: 2 k n² operations for another k = 1024 rows, 2/3 n³ for another
 * triangle. What is overwritten is copied first, a hundredth of the time.
 */
@State(Scope.Thread)
public class TriangularFactorBenchmark {
    private static final int N = 1024;
    private static final int ROWS = 1024;

    private final double[] rows = Numbers.decaying(ROWS, N);
    private final TriangularFactor factor = new TriangularFactor(N);
    private final TriangularFactor other = new TriangularFactor(N);
    private double[] triangle;

    /** Two triangles of as many rows each. */
    @Setup
    public void factorize() {
        factor.append(ROWS, rows.clone());
        other.append(ROWS, rows.clone());
        triangle = other.r().clone();
    }

    /** {@code [R; B] → R}. */
    @Benchmark
    public double[] append(Flops flops) {
        flops.oneCore += 2.0 * ROWS * N * N;
        factor.append(ROWS, rows.clone());
        return factor.r();
    }

    /** {@code [R; R'] → R}. */
    @Benchmark
    public double[] merge(Flops flops) {
        flops.oneCore += 2.0 / 3 * N * N * N;
        System.arraycopy(triangle, 0, other.r(), 0, triangle.length);
        return factor.merge(other).r();
    }
}
