package org.halfinverse.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.halfinverse.spectral.Truncation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SavedStateTest {
    private static final Adam ADAM = new Adam(1e-3, 0.9, 0.999, 1e-7);
    private static final LevenbergMarquardt DAMPED = new LevenbergMarquardt(1, 0.1, new Truncation(1e-6, true));

    @Test
    void arraysAreFoundByTheirNames() {
        SavedState state = SavedState.NOTHING.with("steps", 3).with("mean", 1, 2);
        assertEquals(3, state.number("steps"));
        assertArrayEquals(new double[] {1, 2}, state.vector("mean", 2));
    }

    @ParameterizedTest
    @CsvSource({
        "variance, 2, the state of the optimizer has no \"variance\"",
        "mean, 3, '\"mean\" of the optimizer has 2 numbers, where 3 are needed'",
        "broken, 1, \"broken\" of the optimizer is not finite"
    })
    void whatDoesNotFitIsRefused(String name, int length, String sentence) {
        SavedState state = SavedState.NOTHING.with("mean", 1, 2).with("broken", Double.NaN);
        assertEquals(sentence, refusal(() -> state.vector(name, length)));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0.5, 1", "3, -1e-300"})
    void noStateOfAdamHasANegativeVarianceOrABrokenCount(double steps, double variance) {
        SavedState state =
                SavedState.NOTHING.with("steps", steps).with("mean", 0).with("variance", variance);
        refusal(() -> ADAM.restore(1, state));
    }

    @ParameterizedTest
    @CsvSource({"1e30, 2", "0, 2", "0.1, 1"})
    void noStateOfLevenbergMarquardtLeavesItsBounds(double damping, double growth) {
        SavedState state = SavedState.NOTHING.with("damping", damping).with("growth", growth);
        refusal(() -> DAMPED.restore(1, state));
    }

    private static String refusal(Runnable restoring) {
        return assertThrows(IllegalArgumentException.class, restoring::run).getMessage();
    }
}
