package org.halfinverse.linalg;

import static org.halfinverse.TestVectors.EPSILON;
import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GemmTest {
    private static final int[][] SHAPES = {{1, 1, 1}, {1, 5, 3}, {4, 1, 3}, {4, 5, 1}, {2, 3, 4}, {17, 9, 33}};

    static Stream<Arguments> cases() {
        return Arrays.stream(SHAPES)
                .flatMap(s -> Stream.of(0, 3)
                        .flatMap(offset ->
                                Stream.of(0.0, 1.0, -0.5).map(beta -> Arguments.of(s[0], s[1], s[2], offset, beta))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void multipliesFromAnOffset(int m, int n, int k, int offset, double beta) {
        double[] a = gaussian(1, m * k);
        double[] b = gaussian(2, offset + k * n);
        double[] c = gaussian(3, m * n);
        double[] expected = naive(m, n, k, a, (i, l) -> i * k + l, b, (l, j) -> offset + l * n + j, beta, c);
        Gemm.multiply(m, n, k, a, 0, b, offset, beta, c, 0);
        assertArrayEquals(expected, c, rounding(k));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void multipliesByATransposedMatrixFromAnOffset(int m, int n, int k, int offset, double beta) {
        double[] a = gaussian(4, m * k);
        double[] b = gaussian(5, offset + n * k);
        double[] c = gaussian(6, m * n);
        double[] expected = naive(m, n, k, a, (i, l) -> i * k + l, b, (l, j) -> offset + j * k + l, beta, c);
        Gemm.multiplyTransposedB(m, n, k, a, 0, b, offset, beta, c);
        assertArrayEquals(expected, c, rounding(k));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void multipliesATransposedMatrixInPlaceAtAnOffset(int m, int n, int k, int offset, double beta) {
        double[] a = gaussian(7, k * m);
        double[] b = gaussian(8, k * n);
        double[] c = gaussian(9, offset + m * n + 2);
        double[] old = Arrays.copyOfRange(c, offset, offset + m * n);
        double[] expected = c.clone();
        double[] product = naive(m, n, k, a, (i, l) -> l * m + i, b, (l, j) -> l * n + j, beta, old);
        System.arraycopy(product, 0, expected, offset, product.length);
        Gemm.multiplyTransposedA(m, n, k, a, 0, b, 0, beta, c, offset);
        assertArrayEquals(expected, c, rounding(k));
    }

    @Test
    void betaZeroOverwritesWhateverWasThere() {
        double[] c = {Double.NaN, Double.POSITIVE_INFINITY};
        Gemm.multiply(1, 2, 1, new double[] {2}, 0, new double[] {3, 4}, 0, 0, c, 0);
        assertArrayEquals(new double[] {6, 8}, c);
    }

    private static double[] naive(
            int m, int n, int k, double[] a, Index atA, double[] b, Index atB, double beta, double[] c) {
        double[] result = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                result[i * n + j] = beta == 0 ? 0 : beta * c[i * n + j];
                for (int l = 0; l < k; l++) {
                    result[i * n + j] += a[atA.of(i, l)] * b[atB.of(l, j)];
                }
            }
        }
        return result;
    }

    /** Each of k + 1 terms is below 16 here and rounded at most k + 1 times, on both sides. */
    private static double rounding(int k) {
        return 16 * (k + 1) * (k + 1) * EPSILON;
    }

    private interface Index {
        int of(int row, int column);
    }
}
