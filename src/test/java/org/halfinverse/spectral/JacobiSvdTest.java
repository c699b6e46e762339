package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JacobiSvdTest {
    /** What the decomposition is good for: 2⁻¹⁰⁴ times the operations that one entry takes part in. */
    private static final double BOUND = 1e-27;

    @ParameterizedTest
    @CsvSource({"7, 4", "4, 7", "6, 6", "1, 5", "5, 1"})
    void isADecompositionIn106Bits(int m, int n) {
        DoubleDouble[][] a = random(m, n);
        JacobiSvd svd = JacobiSvd.of(a);
        double[] one = new double[Math.min(m, n)];
        double largest = svd.singularValues()[0].high();
        for (int row = 0; row < m; row++) {
            double[] unit = new double[m];
            unit[row] = 1;
            Arrays.setAll(one, k -> svd.singularValues()[k].high());
            double[] x = svd.apply(one, unit); // f(σ) = σ gives Jᵀg
            for (int column = 0; column < n; column++) {
                assertEquals(a[row][column].high(), x[column], 0x1p-50 * largest); // doubles came out
            }
        }
    }

    /** The Hilbert matrix of size 8: its smallest singular value is 1.1e-10, which doubles know to six digits. */
    @Test
    void findsSmallSingularValuesOfTheHilbertMatrix() {
        DoubleDouble[][] hilbert = new DoubleDouble[8][8];
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                hilbert[i][j] = DoubleDouble.ONE.over(new DoubleDouble(i + j + 1, 0));
            }
        }
        DoubleDouble[] sigmas = JacobiSvd.of(hilbert).singularValues();
        DoubleDouble determinant = Arrays.stream(sigmas).reduce(DoubleDouble.ONE, DoubleDouble::times);
        // det H_8 = (Π_{i<8} i!)⁴ / Π_{i<16} i!
        DoubleDouble exact = DoubleDouble.ONE;
        for (int k = 1; k < 8; k++) {
            exact = exact.times(power(factorial(k), 4));
        }
        for (int k = 1; k < 16; k++) {
            exact = exact.over(factorial(k));
        }
        DoubleDouble ratio = determinant.over(exact).minus(DoubleDouble.ONE);
        // 2⁻¹⁰⁴ σ_max / σ_min is 1e-21
        assertEquals(0, ratio.high(), 1e-20);
    }

    @Test
    void exactlyDependentColumnsGiveAZero() {
        DoubleDouble[][] a = random(6, 4);
        for (DoubleDouble[] row : a) {
            row[3] = row[0].plus(row[1]);
        }
        DoubleDouble[] sigmas = JacobiSvd.of(a).singularValues();
        assertEquals(DoubleDouble.ZERO, sigmas[3]);
        assertTrue(sigmas[2].high() > 1e-3);
    }

    @Test
    void theSumOfSquaresIsThatOfTheEntries() {
        DoubleDouble[][] a = random(9, 7);
        DoubleDouble[] sigmas = JacobiSvd.of(a).singularValues();
        DoubleDouble squares =
                Arrays.stream(a).map(row -> JacobiSvd.dot(row, row)).reduce(DoubleDouble.ZERO, DoubleDouble::plus);
        DoubleDouble difference = JacobiSvd.dot(sigmas, sigmas).minus(squares);
        assertEquals(0, difference.high(), BOUND * squares.high());
    }

    private static DoubleDouble factorial(int k) {
        DoubleDouble product = DoubleDouble.ONE;
        for (int i = 2; i <= k; i++) {
            product = product.times(i);
        }
        return product;
    }

    private static DoubleDouble power(DoubleDouble x, int exponent) {
        DoubleDouble product = DoubleDouble.ONE;
        for (int i = 0; i < exponent; i++) {
            product = product.times(x);
        }
        return product;
    }

    private static DoubleDouble[][] random(int m, int n) {
        CounterRandom random = CounterRandom.of(m, Stream.DERIVATIVE_CHECK, n);
        DoubleDouble[][] a = new DoubleDouble[m][n];
        for (DoubleDouble[] row : a) {
            Arrays.setAll(row, j -> DoubleDouble.product(random.nextDouble() - 0.5, 1 + random.nextDouble()));
        }
        return a;
    }
}
