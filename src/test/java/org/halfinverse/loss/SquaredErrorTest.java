package org.halfinverse.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SquaredErrorTest {
    private static final double[] OUTPUTS = {1, 2, 3, 4};
    private static final double[] TARGETS = {0, 4, 3, 1};

    @Test
    void fullIsTheSquaredDistanceOfEachSample() {
        assertArrayEquals(new double[] {5, 9}, losses(SquaredError.FULL, 2, OUTPUTS, TARGETS));
        assertArrayEquals(new double[] {2, -4, 0, 6}, gradients(SquaredError.FULL, 2, OUTPUTS, TARGETS));
    }

    @Test
    void halfIsHalfOfIt() {
        assertArrayEquals(new double[] {2.5, 4.5}, losses(SquaredError.HALF, 2, OUTPUTS, TARGETS));
        assertArrayEquals(new double[] {1, -2, 0, 3}, gradients(SquaredError.HALF, 2, OUTPUTS, TARGETS));
    }

    @ParameterizedTest
    @EnumSource
    void comparesEntryByEntry(SquaredError loss) {
        assertDoesNotThrow(() -> loss.requireWidths(3, 3));
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> loss.requireWidths(3, 2));
        assertEquals(
                loss.label() + " needs as many target entries as there are outputs, 3, not 2", refusal.getMessage());
    }

    @Test
    void isNamedAsInConfigurations() {
        assertEquals("half-squared-error", SquaredError.HALF.label());
        assertEquals("squared-error", SquaredError.FULL.label());
    }

    private static double[] losses(Loss loss, int samples, double[] outputs, double[] targets) {
        double[] losses = new double[samples];
        loss.evaluate(samples, outputs, targets, losses, new double[outputs.length]);
        return losses;
    }

    private static double[] gradients(Loss loss, int samples, double[] outputs, double[] targets) {
        double[] gradients = new double[outputs.length];
        loss.evaluate(samples, outputs, targets, new double[samples], gradients);
        return gradients;
    }
}
