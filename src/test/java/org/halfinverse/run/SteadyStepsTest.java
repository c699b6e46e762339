package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SteadyStepsTest {
    private final SteadySteps steps = new SteadySteps();

    private void add(int count, double seconds) {
        for (int i = 0; i < count; i++) {
            steps.add(seconds);
        }
    }

    @Test
    void stepsAreSteadyWhenTwoWindowsInARowAreHardlyFasterThanTheBestBefore() {
        add(5, 0.125); // a window of 0.625 s
        add(8, 0.0625); // of 0.5 s, twice as fast
        add(8, 0.0625);
        assertFalse(steps.isSteady(), "one window without gain");
        add(9, 0.0575); // 8 % faster
        add(9, 0.0575);
        assertFalse(steps.isSteady(), "the gain in between counts");
        add(9, 0.0575);
        assertTrue(steps.isSteady());
        assertEquals(48, steps.steps());
        assertEquals(OptionalDouble.of(0.0575), steps.seconds());
    }

    @Test
    void aWindowHasFiveStepsHoweverSlowTheyAre() {
        add(14, 2);
        assertFalse(steps.isSteady());
        add(1, 2);
        assertTrue(steps.isSteady());
    }

    @Test
    void aDisturbanceDoesNotCount() {
        add(8, 0.0625);
        add(10, 0.25);
        assertTrue(steps.isSteady());
        assertEquals(OptionalDouble.of(0.0625), steps.seconds());
    }

    @Test
    void beforeAWindowIsCompleteTheMedianIsThatOfAllSteps() {
        assertEquals(OptionalDouble.empty(), steps.seconds());
        steps.add(3);
        steps.add(1);
        steps.add(2);
        assertEquals(OptionalDouble.of(2), steps.seconds());
    }
}
