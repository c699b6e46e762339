package org.halfinverse.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalDouble;
import org.halfinverse.optim.Stateless;
import org.halfinverse.spectral.SolverTrust;
import org.halfinverse.train.RateSchedule.Shape;
import org.halfinverse.train.RateSchedule.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RateScheduleTest {
    /** A rounding or two of numbers up to 1. */
    private static final double ROUNDING = 1e-15;

    @ParameterizedTest
    @CsvSource({
        // Ten of warm-up, then ninety down to 0.1.
        "LINEAR, 10, 1",
        "LINEAR, 55, 0.55",
        "LINEAR, 100, 0.1",
        "LINEAR, 1000, 0.1",
        "COSINE, 10, 1",
        "COSINE, 55, 0.55",
        "COSINE, 40, 0.775",
        "COSINE, 100, 0.1",
        "COSINE, 1000, 0.1",
        "EXPONENTIAL, 10, 1",
        "EXPONENTIAL, 55, 0.31622776601683794",
        "EXPONENTIAL, 100, 0.1",
        "EXPONENTIAL, 1000, 0.1",
        "STEPS, 10, 1",
        "STEPS, 39, 1",
        "STEPS, 40, 0.5",
        "STEPS, 70, 0.25",
        "STEPS, 1000, 0.1",
        "CONSTANT, 10, 1",
        "CONSTANT, 1000, 1"
    })
    void fallsFromOneToItsEnd(Shape shape, double position, double expected) {
        assertEquals(expected, schedule(shape, Unit.STEPS).factor(position, 0), ROUNDING);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void risesFromATenthFirst(Shape shape) {
        RateSchedule schedule = schedule(shape, Unit.STEPS);
        assertEquals(0.1, schedule.factor(0, 0), ROUNDING);
        assertEquals(0.55, schedule.factor(5, 0), ROUNDING);
    }

    @Test
    void aPlateauReducesItAsOftenAsThereWereOne() {
        RateSchedule schedule = schedule(Shape.PLATEAU, Unit.STEPS);
        assertEquals(1, schedule.factor(1000, 0));
        assertEquals(0.25, schedule.factor(20, 2));
        assertEquals(0.1, schedule.factor(20, 4));
    }

    @Test
    void countsStepsEpochsOrSeconds() {
        TrainingState<Stateless> state = new TrainingState<>(
                new double[0], new Stateless(), 110, 0, 73, Optional.empty(), SolverTrust.FULL, Improvement.NONE);
        assertEquals(0.1, schedule(Shape.LINEAR, Unit.STEPS).factor(state, 2), ROUNDING);
        assertEquals(0.55, schedule(Shape.LINEAR, Unit.EPOCHS).factor(state, 2), ROUNDING);
        assertEquals(0.37, schedule(Shape.LINEAR, Unit.SECONDS).factor(state, 2), ROUNDING);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new RateSchedule(Shape.LINEAR, Unit.STEPS, 10, 10, 0.1, 0.5, 1, 1));
        assertThrows(
                IllegalArgumentException.class, () -> new RateSchedule(Shape.LINEAR, Unit.STEPS, 10, 0, 0, 0.5, 1, 1));
        assertThrows(
                IllegalArgumentException.class, () -> new RateSchedule(Shape.LINEAR, Unit.STEPS, 10, 0, 0.1, 1, 1, 1));
    }

    @Test
    void evaluationsWithoutALowerLossAreCountedAndTheBestParametersKept() {
        RateSchedule rates = schedule(Shape.PLATEAU, Unit.STEPS);
        double[] losses = {3, 2, 2.5, 2, 1, 4, 4, 4, 4};
        long[] stale = {0, 0, 1, 2, 0, 1, 2, 3, 4};
        long[] reductions = {0, 0, 0, 1, 1, 1, 2, 2, 3};
        Improvement improvement = Improvement.NONE;
        for (int i = 0; i < losses.length; i++) {
            EvaluationRecord evaluation =
                    new EvaluationRecord(i, 0, 0, 0, OptionalDouble.of(losses[i])); // the training loss does not count
            improvement = improvement.after(evaluation, new double[] {i}, rates, true);
            assertEquals(stale[i], improvement.stale());
            assertEquals(reductions[i], improvement.reductions());
        }
        Improvement.Best best = improvement.best().orElseThrow();
        assertEquals(4, best.step());
        assertEquals(1, best.loss());
        assertEquals(4, best.theta()[0]);
        assertEquals(1, improvement.lowest());
        assertTrue(Improvement.NONE
                .after(new EvaluationRecord(0, 0, 0, 1, OptionalDouble.empty()), new double[1], rates, false)
                .best()
                .isEmpty());
    }

    private static RateSchedule schedule(Shape shape, Unit unit) {
        return new RateSchedule(shape, unit, 100, 10, 0.1, 0.5, 30, 2);
    }
}
