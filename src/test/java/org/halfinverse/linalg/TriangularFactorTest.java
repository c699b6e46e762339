package org.halfinverse.linalg;

import static org.halfinverse.TestVectors.EPSILON;
import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriangularFactorTest {
    /** Householder QR is backward stable: RᵀR = AᵀA up to a modest multiple of ε |A|². */
    private static final double TOLERANCE = 100 * EPSILON;

    @ParameterizedTest
    @CsvSource({"1,1,1", "5,3,5", "5,3,2", "3,5,3", "200,70,200", "200,70,70", "200,70,50", "300,130,64", "40,130,7"})
    void hasTheGramMatrixOfAllRows(int rows, int columns, int atOnce) {
        double[] a = gaussian(rows, rows * columns);
        assertFactorOf(a, rows, columns, factor(a, 0, rows, columns, atOnce));
    }

    @ParameterizedTest
    @CsvSource({"8,3,4", "200,70,100", "300,130,140", "200,130,100", "90,70,3", "90,70,87"})
    void mergesFactorsOfParts(int rows, int columns, int first) {
        double[] a = gaussian(rows, rows * columns);
        TriangularFactor merged = factor(a, 0, first, columns, columns).merge(factor(a, first, rows, columns, columns));
        assertFactorOf(a, rows, columns, merged);
    }

    @Test
    void keepsSmallDirectionsBesideLargeOnes() {
        // RᵀR of the second column would be lost in rounding, R itself is not.
        TriangularFactor factor = new TriangularFactor(2);
        factor.append(1, new double[] {1, 1});
        factor.append(2, new double[] {1, 1 + 1e-10, 1, 1 - 1e-10});
        assertEquals(Math.sqrt(2) * 1e-10, Math.abs(factor.r()[3]), 1e-16);
    }

    @Test
    void anEmptyFactorChangesNothing() {
        TriangularFactor some = factor(gaussian(1, 12), 0, 4, 3, 4);
        assertSame(some, new TriangularFactor(3).merge(some));
        double[] before = some.r().clone();
        assertArrayEquals(before, some.merge(new TriangularFactor(3)).r());
    }

    @Test
    void factorOfZeroRowsIsZero() {
        TriangularFactor factor = new TriangularFactor(2);
        factor.append(3, new double[6]);
        factor.append(3, new double[6]);
        assertArrayEquals(new double[4], factor.r());
    }

    private static TriangularFactor factor(double[] a, int from, int to, int columns, int atOnce) {
        TriangularFactor factor = new TriangularFactor(columns);
        for (int row = from; row < to; row += atOnce) {
            int end = Math.min(to, row + atOnce);
            factor.append(end - row, Arrays.copyOfRange(a, row * columns, end * columns));
        }
        return factor;
    }

    private static void assertFactorOf(double[] a, int rows, int columns, TriangularFactor factor) {
        double[] expected = gram(a, rows, columns);
        double norm = 0;
        for (int j = 0; j < columns; j++) {
            norm += expected[j * columns + j];
            for (int i = j + 1; i < columns; i++) {
                assertEquals(0, factor.r()[i * columns + j]);
            }
        }
        assertArrayEquals(expected, gram(factor.r(), columns, columns), TOLERANCE * norm);
    }

    private static double[] gram(double[] a, int rows, int columns) {
        double[] gram = new double[columns * columns];
        Gemm.multiplyTransposedA(columns, columns, rows, a, 0, a, 0, 0, gram, 0);
        return gram;
    }
}
