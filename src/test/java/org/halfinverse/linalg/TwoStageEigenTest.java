package org.halfinverse.linalg;

import static org.halfinverse.TestVectors.EPSILON;
import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.halfinverse.linalg.LapackEigen.Reducer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** By way of a band, with one so narrow and tiles so small that small matrices have many. */
class TwoStageEigenTest extends SymmetricEigenContract {
    private static final int N = 150;
    private static final Reducer IN_TWO_STAGES = a -> TwoStageReduction.of(a, 8, 24);
    /** With strips of two tiles. */
    private static final Reducer IN_WIDE_STRIPS = a -> TwoStageReduction.of(a, 8, 9);
    /** But for the last 40 rows. */
    private static final Reducer BY_TWO_THREADS = a -> OneStageReduction.of(new NetlibKernels().tridiagonalize(a, 40));

    /** Orthogonality and residual, relative to the norm of A: each of some N roundings of an entry is at most ε / 2. */
    private static final double FEW_EPSILON = 60 * EPSILON;

    @Override
    SymmetricEigen decompose(int n, double[] a) {
        return LapackEigen.of(n, a, IN_TWO_STAGES);
    }

    static Stream<Arguments> matrices() {
        return Stream.of(
                        Arguments.of("Wilkinson's", tridiagonal(i -> Math.abs(i - N / 2), i -> 1)),
                        Arguments.of(
                                "glued Wilkinson",
                                tridiagonal(i -> Math.abs(i % 25 - 12), i -> i % 25 == 24 ? 1e-8 : 1)),
                        Arguments.of("clusters", spectrum(i -> 1 + i / 30 + 1e-14 * i)),
                        Arguments.of("equal but one", spectrum(i -> i == 0 ? 2 : 1)),
                        Arguments.of("graded in its spectrum", spectrum(i -> Math.pow(10, -16.0 * i / N))),
                        Arguments.of("graded over 300 orders", graded()),
                        Arguments.of("huge", scaled(1e300)),
                        Arguments.of("tiny", scaled(1e-300)),
                        Arguments.of("zero but a row and a column", arrow()),
                        Arguments.of("zero", new double[N * N]))
                .flatMap(matrix -> Stream.of(
                        Arguments.of("one stage", (Reducer) OneStageReduction::of, matrix.get()[0], matrix.get()[1]),
                        Arguments.of("two threads", BY_TWO_THREADS, matrix.get()[0], matrix.get()[1]),
                        Arguments.of("two stages", IN_TWO_STAGES, matrix.get()[0], matrix.get()[1]),
                        Arguments.of("wide strips", IN_WIDE_STRIPS, matrix.get()[0], matrix.get()[1])));
    }

    @ParameterizedTest(name = "{2} in {0}")
    @MethodSource("matrices")
    void isAccurateToAFewEpsilon(String stages, Reducer reducer, String name, double[] a) {
        SymmetricEigen eigen = LapackEigen.of(N, a.clone(), reducer);
        double[] lambdas = eigen.eigenvalues();
        double[] z = eigen.vectors(0, N);
        double[] transposed = eigen.coordinates(N, identity());
        double[] product = new double[N * N];
        Gemm.multiply(N, N, N, z, 0, transposed, 0, 0, product, 0);
        assertArrayEquals(identity(), product, FEW_EPSILON);
        double norm = Math.max(Math.max(Math.abs(lambdas[0]), Math.abs(lambdas[N - 1])), Double.MIN_NORMAL);
        double[] expected = new double[N * N];
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < N; k++) {
                expected[i * N + k] = lambdas[k] / norm * z[i * N + k];
            }
        }
        double[] relative = Arrays.stream(a).map(entry -> entry / norm).toArray();
        Gemm.multiply(N, N, N, relative, 0, z, 0, 0, product, 0);
        assertArrayEquals(expected, product, FEW_EPSILON);
    }

    static Stream<Reducer> sharedReducers() {
        return Stream.of(BY_TWO_THREADS, IN_TWO_STAGES, IN_WIDE_STRIPS);
    }

    @ParameterizedTest
    @MethodSource("sharedReducers")
    void givesTheSameBitsOnAnyNumberOfCores(Reducer reducer) throws Exception {
        double[] a = spectrum(i -> Math.pow(10, -8.0 * i / N));
        double[] x = gaussian(5, N * 100);
        double[] here = coordinates(reducer, a, x);
        for (int cores = 1; cores <= 3; cores++) {
            ForkJoinPool pool = new ForkJoinPool(cores);
            try {
                double[] there = pool.submit(() -> coordinates(reducer, a, x)).get();
                assertArrayEquals(here, there, 0, "on " + cores);
            } finally {
                pool.shutdown();
            }
        }
    }

    private static double[] coordinates(Reducer reducer, double[] a, double[] x) {
        return LapackEigen.of(N, a.clone(), reducer).coordinates(100, x.clone());
    }

    private static double[] identity() {
        double[] result = new double[N * N];
        for (int i = 0; i < N; i++) {
            result[i * N + i] = 1;
        }
        return result;
    }

    private static double[] tridiagonal(IntToDoubleFunction diagonal, IntToDoubleFunction offDiagonal) {
        double[] result = new double[N * N];
        for (int i = 0; i < N; i++) {
            result[i * N + i] = diagonal.applyAsDouble(i);
            if (i + 1 < N) {
                result[i * N + i + 1] = offDiagonal.applyAsDouble(i);
                result[(i + 1) * N + i] = offDiagonal.applyAsDouble(i);
            }
        }
        return turned(result);
    }

    private static double[] spectrum(IntToDoubleFunction lambda) {
        return tridiagonal(lambda, i -> 0);
    }

    /** In another basis, {@code H A H} with a reflection H, which leaves no entry zero. */
    private static double[] turned(double[] a) {
        double[] v = gaussian(3, N);
        double norm = Vectors.norm(v);
        double[] h = identity();
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                h[i * N + j] -= 2 * v[i] / norm * (v[j] / norm);
            }
        }
        double[] half = new double[N * N];
        Gemm.multiply(N, N, N, h, 0, a, 0, 0, half, 0);
        double[] result = new double[N * N];
        Gemm.multiply(N, N, N, half, 0, h, 0, 0, result, 0);
        return symmetric(result);
    }

    private static double[] symmetric(double[] a) {
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < i; j++) {
                a[i * N + j] = a[j * N + i];
            }
        }
        return a;
    }

    private static double[] graded() {
        double[] a = symmetric(gaussian(4, N * N));
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                a[i * N + j] *= Math.pow(10, -150.0 * i / N) * Math.pow(10, -150.0 * j / N);
            }
        }
        return a;
    }

    private static double[] scaled(double factor) {
        return Arrays.stream(symmetric(gaussian(6, N * N)))
                .map(entry -> factor * entry)
                .toArray();
    }

    private static double[] arrow() {
        double[] a = new double[N * N];
        for (int i = 0; i < N; i++) {
            a[i] = i + 1;
        }
        for (int i = 0; i < N; i++) {
            a[i * N] = a[i];
        }
        return a;
    }
}
