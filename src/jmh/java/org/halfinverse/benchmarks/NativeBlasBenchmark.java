package org.halfinverse.benchmarks;

import org.halfinverse.linalg.DenseSvd;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.linalg.NativeBlas;
import org.halfinverse.linalg.SymmetricEigen;
import org.halfinverse.linalg.TriangularFactor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The ways to BLAS and LAPACK, each in a JVM of its own: what a product of small matrices and what n = 1024 takes. */
@State(Scope.Thread)
public class NativeBlasBenchmark {
    private static final int N = 1024;
    private static final int SAMPLES = 32;
    private static final int WIDTH = 20;

    /** The value of {@code -Dhig.blas}. */
    @Param({"native", "javacpp", "java"})
    public String blas = "native";

    private final double[] activations = Numbers.uniform(SAMPLES * WIDTH);
    private final double[] weights = Numbers.uniform(WIDTH * WIDTH);
    private final double[] outputs = new double[SAMPLES * WIDTH];
    private final double[] matrix = Numbers.decaying(N, N);
    private final double[] gram = new double[N * N];
    private final double[] product = new double[N * N];
    private final double[] x = Numbers.uniform(N);
    private TriangularFactor factor;

    /** Chooses, before the first product. */
    @Setup
    public void choose() {
        System.setProperty(NativeBlas.PROPERTY, blas);
        Gemm.multiplyTransposedA(N, N, N, matrix, 0, matrix, 0, 0, gram, 0);
        factor = new TriangularFactor(N);
        factor.append(N, matrix.clone());
    }

    /** A layer of 20 neurons for 32 samples. */
    @Benchmark
    public double[] smallProduct(Flops flops) {
        flops.oneCore += 2.0 * SAMPLES * WIDTH * WIDTH;
        Gemm.multiply(SAMPLES, WIDTH, WIDTH, activations, 0, weights, 0, 0, outputs, 0);
        return outputs;
    }

    /** {@link GemmBenchmark}. */
    @Benchmark
    public double[] product(Flops flops) {
        flops.oneCore += 2.0 * N * N * N;
        Gemm.multiply(N, N, N, matrix, 0, gram, 0, 0, product, 0);
        return product;
    }

    /** {@link SymmetricEigenBenchmark}. */
    @Benchmark
    public double[] symmetricEigen(Flops flops) {
        flops.decomposition(N, 4.0 / 3 * N * N * N);
        SymmetricEigen eigen = SymmetricEigen.of(N, gram.clone());
        return eigen.combine(eigen.coordinates(x));
    }

    /** {@link DenseSvdBenchmark}. */
    @Benchmark
    public double[] denseSvd(Flops flops) {
        flops.decomposition(N, 8.0 / 3 * N * N * N);
        DenseSvd svd = DenseSvd.of(N, N, matrix.clone());
        return svd.combineRight(svd.leftCoordinates(x));
    }

    /** {@link TriangularFactorBenchmark}. */
    @Benchmark
    public double[] triangularFactor(Flops flops) {
        flops.oneCore += 2.0 * N * N * N;
        factor.append(N, matrix.clone());
        return factor.r();
    }
}
