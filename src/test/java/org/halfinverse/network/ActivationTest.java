package org.halfinverse.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {
    /** Correctly rounded values but for a few places. */
    private static final double ROUNDING = 1e-15;

    @ParameterizedTest
    @EnumSource
    void derivativeIsThatOfTheValue(Activation activation) {
        double h = 1e-5;
        // Off zero, where ReLU has its kink.
        DoubleStream.iterate(-39.985, z -> z < 40, z -> z + 0.07).forEach(z -> {
            double quotient = (activation.value(z + h) - activation.value(z - h)) / (2 * h);
            // Truncation |f'''| h²/6 < 1e-10, rounding 40 · 2^-52 / h < 1e-9.
            assertEquals(quotient, activation.derivative(z, activation.value(z)), 2e-9, () -> "at " + z);
        });
    }

    @ParameterizedTest
    @EnumSource
    void staysFiniteFarOut(Activation activation) {
        for (double z : new double[] {-1e6, -1000, -750, -40, -1e-300, 0, 1e-300, 40, 750, 1000, 1e6}) {
            double a = activation.value(z);
            double slope = activation.derivative(z, a);
            assertTrue(Math.abs(a) <= Math.max(1, Math.abs(z)), () -> a + " at " + z);
            assertTrue(Math.abs(slope) < 1.13, () -> slope + " at " + z); // the largest slope is that of GELU
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNaNStaysNaN(Activation activation) {
        assertEquals(Double.NaN, activation.value(Double.NaN));
    }

    @Test
    void hasTheKnownValues() {
        assertEquals(0.7615941559557649, Activation.TANH.value(1), ROUNDING);
        assertEquals(0.8807970779778823, Activation.SIGMOID.value(2), ROUNDING);
        assertEquals(0.11920292202211755, Activation.SIGMOID.value(-2), ROUNDING);
        assertEquals(0.25, Activation.SIGMOID.derivative(0, 0.5));
        assertEquals(Math.log(2), Activation.SOFTPLUS.value(0), ROUNDING);
        assertEquals(0.8413447460685429, Activation.GELU.value(1), ROUNDING);
        assertEquals(-0.15865525393145705, Activation.GELU.value(-1), ROUNDING);
        assertEquals(0.5, Activation.GELU.derivative(0, 0));
        assertEquals(1, Activation.SINE.value(Math.PI / 2), ROUNDING);
        assertEquals(-3.5, Activation.LINEAR.value(-3.5));
    }

    @Test
    void tanhIsRightToTheLastPlaces() {
        DoubleStream.iterate(-25, z -> z < 25, z -> z + 0.0007).forEach(z -> {
            double expected = StrictMath.tanh(z); // 2 units apart at most in 2 million random points
            assertEquals(expected, Activation.TANH.value(z), 3 * Math.ulp(expected), () -> "at " + z);
        });
        assertEquals(1e-300, Activation.TANH.value(1e-300));
    }

    @Test
    void tanhKeepsTheDigitsOfItsSlopeWhereItIsOneUpToRounding() {
        DoubleStream.iterate(0.01, z -> z < 300, z -> z * 1.01).forEach(z -> {
            double q = StrictMath.exp(-2 * z);
            double expected = 4 * q / ((1 + q) * (1 + q)); // sech², without any cancellation
            // Up to 0.625 it is 1 − tanh², above 0.69; e^(−2z) is right to a place, and both take a few operations.
            double slope = Activation.TANH.derivative(z, Activation.TANH.value(z));
            assertEquals(expected, slope, 6 * Math.ulp(expected), () -> "at " + z);
            assertEquals(slope, Activation.TANH.derivative(-z, Activation.TANH.value(-z)));
        });
    }

    @Test
    void slopesOfTheOtherActivationsKeepTheirDigitsFarOut() {
        for (double z : new double[] {8, 15, 25, 36}) {
            double q = StrictMath.exp(-z);
            double logistic = q / (1 + q);
            assertEquals(
                    logistic / (1 + q),
                    Activation.SIGMOID.derivative(z, Activation.SIGMOID.value(z)),
                    6 * Math.ulp(logistic));
            assertEquals(logistic, Activation.SOFTPLUS.derivative(-z, 0), 6 * Math.ulp(logistic));
            // Φ(z) + z φ(z) = φ(z) (z − 1/|z| + …) for z far below 0. The rounding of z²/2 costs z² places.
            double density = StrictMath.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
            double tail = 1 / z - 1 / Math.pow(z, 3) + 3 / Math.pow(z, 5) - 15 / Math.pow(z, 7) + 105 / Math.pow(z, 9);
            double slope = Activation.GELU.derivative(-z, Activation.GELU.value(-z));
            double seriesError = 945 / Math.pow(z, 11) * density;
            assertEquals(density * (tail - z), slope, seriesError + z * z * Math.ulp(density * z));
        }
    }

    @Test
    void softplusKeepsItsTailsAndSigmoidItsSlope() {
        // e^-40 is far below the last place of 1: cancellation would give 0. Relative tolerance of a few places.
        double tail = StrictMath.exp(-40);
        assertEquals(tail, Activation.SOFTPLUS.value(-40), 1e-15 * tail);
        assertEquals(1000, Activation.SOFTPLUS.value(1000));
        assertEquals(tail, Activation.SIGMOID.derivative(40, Activation.SIGMOID.value(40)), 1e-15 * tail);
    }

    @Test
    void reluIsFlatUpToZero() {
        assertEquals(0, Activation.RELU.derivative(0, 0));
        assertEquals(0, Activation.RELU.derivative(-0.0, 0));
        assertEquals(0, Activation.RELU.derivative(-2, 0));
        assertEquals(1, Activation.RELU.derivative(Double.MIN_VALUE, Double.MIN_VALUE));
        assertEquals(0, Activation.RELU.value(-2));
        assertEquals(2, Activation.RELU.value(2));
    }

    @ParameterizedTest
    @EnumSource
    void appliesToAWholeArrayInPlace(Activation activation) {
        double[] z = {-1.5, 0, 2, 0.3, -9, 40};
        double[] values = z.clone();
        double[] valuesAlone = z.clone();
        double[] slopes = new double[z.length];
        activation.apply(values, slopes);
        activation.apply(valuesAlone);
        for (int i = 0; i < z.length; i++) {
            assertEquals(activation.value(z[i]), values[i]);
            assertEquals(activation.derivative(z[i], values[i]), slopes[i]);
        }
        assertArrayEquals(values, valuesAlone);
    }

    @Test
    void isNamedAsInConfigurations() {
        assertEquals("tanh", Activation.TANH.label());
    }
}
