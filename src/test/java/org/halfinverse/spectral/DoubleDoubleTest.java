package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;

class DoubleDoubleTest {
    /** 2⁻¹⁰⁴ = 5e-32 is the bound of sums and products, a few times that of quotients. */
    private static final double BOUND = 1e-30;

    private static final MathContext DIGITS = new MathContext(60);

    @Test
    void hasTheDigitsOfDecimalArithmetic() {
        CounterRandom random = CounterRandom.of(1, Stream.DERIVATIVE_CHECK, 0);
        for (int i = 0; i < 1000; i++) {
            DoubleDouble x = random(random);
            DoubleDouble y = random(random);
            assertClose(exact(x).add(exact(y)), x.plus(y), exact(x).abs().add(exact(y).abs()));
            assertClose(exact(x).subtract(exact(y)), x.minus(y), exact(x).abs().add(exact(y).abs()));
            assertClose(exact(x).multiply(exact(y)), x.times(y));
            assertClose(exact(x).multiply(exact(y.high())), x.times(y.high()));
            assertClose(exact(x).divide(exact(y), DIGITS), x.over(y));
            DoubleDouble square = x.times(x);
            assertClose(exact(square).sqrt(DIGITS), square.squareRoot());
        }
    }

    @Test
    void theProductOfTwoDoublesIsExact() {
        DoubleDouble product = DoubleDouble.product(1 + 0x1p-40, 1 - 0x1p-45);
        assertEquals(
                0,
                new BigDecimal(1 + 0x1p-40)
                        .multiply(new BigDecimal(1 - 0x1p-45))
                        .compareTo(exact(product)));
    }

    @Test
    void numbersOfTheSameNearestDoubleAreToldApart() {
        assertTrue(new DoubleDouble(1, 1e-20).isAbove(DoubleDouble.ONE));
        assertFalse(DoubleDouble.ONE.isAbove(DoubleDouble.ONE));
        assertFalse(new DoubleDouble(1, -1e-20).isAbove(DoubleDouble.ONE));
        assertEquals(DoubleDouble.ZERO, DoubleDouble.ZERO.squareRoot());
    }

    private static DoubleDouble random(CounterRandom random) {
        double scale = Math.pow(10, 20 * random.nextDouble() - 10);
        DoubleDouble x = DoubleDouble.product(scale * (random.nextDouble() - 0.5), 1 + random.nextDouble());
        return x.plus(new DoubleDouble(x.high() * 0x1p-60 * random.nextDouble(), 0));
    }

    private static BigDecimal exact(DoubleDouble x) {
        return exact(x.high()).add(exact(x.low()));
    }

    private static BigDecimal exact(double x) {
        return new BigDecimal(x);
    }

    private static void assertClose(BigDecimal expected, DoubleDouble actual) {
        assertClose(expected, actual, expected.abs());
    }

    private static void assertClose(BigDecimal expected, DoubleDouble actual, BigDecimal size) {
        BigDecimal error = exact(actual).subtract(expected).abs();
        assertTrue(error.compareTo(size.multiply(exact(BOUND))) <= 0, () -> actual + " is not " + expected);
    }
}
