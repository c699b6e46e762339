package org.halfinverse.linalg;

import static org.halfinverse.TestVectors.EPSILON;
import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TridiagonalEigenTest {
    /** Errors of divide and conquer are a modest multiple of ε |T|, whatever the spectrum; measured: up to 15 ε. */
    private static final double TOLERANCE = 100 * EPSILON;

    static Stream<Arguments> matrices() {
        int n = 300;
        double[] ones = filled(n, 1);
        double[] wilkinson = new double[n];
        Arrays.setAll(wilkinson, i -> Math.abs(i - n / 2));
        double[] graded = new double[n];
        Arrays.setAll(graded, i -> Math.pow(10, -16.0 * i / n));
        double[] gradedCouplings = Arrays.stream(graded).map(d -> 0.4 * d).toArray();
        double[] blocks = new double[n];
        Arrays.setAll(blocks, i -> i % 40 == 39 ? 1e-9 : 1);
        double[] alternating = new double[n];
        Arrays.setAll(alternating, i -> i % 2 == 0 ? -1 : 1);
        return Stream.of(
                Arguments.of("random", gaussian(1, n), gaussian(2, n)),
                Arguments.of("Wilkinson's, of pairs that agree to rounding", wilkinson, ones),
                Arguments.of("graded over 16 orders", graded, gradedCouplings),
                Arguments.of("equal blocks that hardly touch", filled(n, 2), blocks),
                Arguments.of("diagonal", gaussian(3, n), new double[n]),
                Arguments.of("a multiple of the unit matrix", filled(n, 3), new double[n]),
                Arguments.of("zero", new double[n], new double[n]),
                Arguments.of("with couplings of both signs", ones, alternating),
                Arguments.of("of size 1", gaussian(4, 1), new double[1]),
                Arguments.of("just larger than a leaf", gaussian(5, 33), gaussian(6, 33)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matrices")
    void reproducesTheMatrixWithOrthonormalVectors(String name, double[] diagonal, double[] offDiagonal) {
        int n = diagonal.length;
        TridiagonalEigen eigen = TridiagonalEigen.of(diagonal.clone(), offDiagonal.clone());
        double[] lambdas = eigen.eigenvalues();
        double norm = Math.max(Math.max(Math.abs(lambdas[0]), Math.abs(lambdas[n - 1])), Double.MIN_NORMAL);
        double[] unit = identity(n);
        double[] transposed = eigen.coordinates(n, unit.clone());
        double[] vectors = eigen.combine(n, unit.clone());
        double[] product = new double[n * n];
        Gemm.multiply(n, n, n, vectors, 0, transposed, 0, 0, product, 0);
        assertArrayEquals(unit, product, TOLERANCE);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                transposed[i * n + k] *= lambdas[i];
            }
        }
        Gemm.multiply(n, n, n, vectors, 0, transposed, 0, 0, product, 0);
        assertArrayEquals(dense(diagonal, offDiagonal), product, TOLERANCE * norm);
    }

    @Test
    void knowsTheEigenvaluesOfTheSecondDifference() {
        int n = 500;
        double[] lambdas = TridiagonalEigen.of(filled(n, 2), filled(n, -1)).eigenvalues();
        for (int k = 0; k < n; k++) {
            assertEquals(2 - 2 * Math.cos(Math.PI * (k + 1) / (n + 1)), lambdas[k], 4 * TOLERANCE);
        }
    }

    private static double[] filled(int n, double value) {
        double[] result = new double[n];
        Arrays.fill(result, value);
        return result;
    }

    private static double[] identity(int n) {
        double[] result = new double[n * n];
        for (int i = 0; i < n; i++) {
            result[i * n + i] = 1;
        }
        return result;
    }

    private static double[] dense(double[] diagonal, double[] offDiagonal) {
        int n = diagonal.length;
        double[] result = new double[n * n];
        for (int i = 0; i < n; i++) {
            result[i * n + i] = diagonal[i];
            if (i + 1 < n) {
                result[i * n + i + 1] = offDiagonal[i];
                result[(i + 1) * n + i] = offDiagonal[i];
            }
        }
        return result;
    }
}
