package org.halfinverse.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.halfinverse.TestVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfidelityTest {
    /** (0.6, 0.8i). */
    private static final double[] TARGET = {0.6, 0, 0, 0.8};

    /** A few roundings of numbers of at most 1. */
    private static final double ROUNDING = 4 * TestVectors.EPSILON;

    private final double[] gradient = new double[4];

    @Test
    void isOneLessTheSquaredOverlap() {
        // ⟨ŷ|y⟩ = 0.6 for y = (1, 0).
        assertEquals(0.64, loss(1, 0, 0, 0), ROUNDING);
        assertArrayEquals(new double[] {-0.72, 0, 0, -0.96}, gradient, ROUNDING);
        // ⟨ŷ|y⟩ = 0.6i for y = (i, 0).
        assertEquals(0.64, loss(0, 1, 0, 0), ROUNDING);
        assertArrayEquals(new double[] {0, -0.72, 0.96, 0}, gradient, ROUNDING);
        // ⟨ŷ|y⟩ = −0.8i for y = (0, 1).
        assertEquals(0.36, loss(0, 0, 1, 0), ROUNDING);
        assertArrayEquals(new double[] {0, 0.96, -1.28, 0}, gradient, ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2.5", "-3"})
    void isZeroUpToRoundingWhateverThePhaseAndOneForOrthogonalStates(double phase) {
        double c = Math.cos(phase);
        double s = Math.sin(phase);
        assertEquals(0, loss(0.6 * c, 0.6 * s, -0.8 * s, 0.8 * c), ROUNDING);
        assertEquals(1, loss(0.8 * c, 0.8 * s, 0.6 * s, -0.6 * c), ROUNDING);
        assertArrayEquals(new double[4], gradient, ROUNDING);
    }

    @Test
    void isThePolynomialThatItsGradientBelongsToWhereNormsAreNotOne() {
        assertEquals(1 - 4, loss(1.2, 0, 0, 1.6), 4 * ROUNDING);
        assertArrayEquals(new double[] {-2.4, 0, 0, -3.2}, gradient, 4 * ROUNDING);
    }

    @Test
    void needsPairsOfRealAndImaginaryPart() {
        Loss loss = new Infidelity();
        assertDoesNotThrow(() -> loss.requireWidths(4, 4));
        assertThrows(IllegalArgumentException.class, () -> loss.requireWidths(4, 6));
        IllegalArgumentException odd = assertThrows(IllegalArgumentException.class, () -> loss.requireWidths(3, 3));
        assertEquals(
                "infidelity needs as many target entries as there are outputs, pairs of real and imaginary part, not 3"
                        + " and 3",
                odd.getMessage());
    }

    private double loss(double... output) {
        double[] loss = new double[1];
        new Infidelity().evaluate(1, output, TARGET, loss, gradient);
        return loss[0];
    }
}
