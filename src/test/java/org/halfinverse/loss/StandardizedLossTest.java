package org.halfinverse.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class StandardizedLossTest {
    private static final Loss LOSS = SquaredError.FULL.standardized(new double[] {1, 2}, new double[] {2, 0.5});
    private static final double[] OUTPUTS = {3, 2, 1, 0};
    private static final double[] TARGETS = {1, 2, 1, 1};

    @Test
    void isTheLossInUnitsOfTheSpread() {
        double[] losses = new double[2];
        double[] gradients = new double[4];
        LOSS.evaluate(2, OUTPUTS, TARGETS, losses, gradients);
        assertArrayEquals(new double[] {1, 4}, losses, "((3 − 1)/2)² and ((0 − 1)/0.5)²");
        assertArrayEquals(new double[] {1, 0, 0, -8}, gradients, "2 (y − ŷ)/σ²");
    }

    @Test
    void keepsItsName() {
        assertEquals("squared-error", LOSS.label());
    }

    @Test
    void needsOutputsAndTargetsWithTheSameEntries() {
        assertDoesNotThrow(() -> LOSS.requireWidths(2, 2));
        assertThrows(IllegalArgumentException.class, () -> LOSS.requireWidths(3, 3));
        assertThrows(IllegalArgumentException.class, () -> LOSS.requireWidths(2, 3));
    }

    @Test
    void quantumStatesCannotBeStandardised() {
        assertEquals(
                "infidelity compares quantum states as they are, and they cannot be standardised",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Infidelity().standardized(new double[2], new double[] {1, 1}))
                        .getMessage());
    }
}
