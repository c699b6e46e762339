package org.halfinverse.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.halfinverse.optim.Stateless;
import org.halfinverse.spectral.SolverTrust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private static final int STEPS_PER_EPOCH = 5;
    private static final Limits NONE = new Limits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());
    private static final Limits STEPS = new Limits(OptionalLong.of(12), OptionalLong.empty(), OptionalDouble.empty());
    private static final Limits EPOCHS = new Limits(OptionalLong.empty(), OptionalLong.of(2), OptionalDouble.empty());
    private static final Limits SECONDS =
            new Limits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.of(1.5));
    private static final Limits ALL = new Limits(OptionalLong.of(12), OptionalLong.of(2), OptionalDouble.of(1.5));

    @Test
    void stopsAfterItsSteps() {
        assertEquals(Optional.empty(), reached(STEPS, 11, 1e9));
        assertEquals(Optional.of("12 steps"), reached(STEPS, 12, 0));
    }

    @Test
    void stopsAfterItsEpochs() {
        assertEquals(Optional.empty(), reached(EPOCHS, 9, 1e9));
        assertEquals(Optional.of("2 epochs"), reached(EPOCHS, 10, 0));
    }

    @Test
    void stopsAfterItsSeconds() {
        assertEquals(Optional.empty(), reached(SECONDS, 1_000_000, 1.4));
        assertEquals(Optional.of("1.5 seconds"), reached(SECONDS, 0, 1.5));
    }

    @Test
    void stopsAtTheFirstOfThem() {
        assertEquals(Optional.empty(), reached(ALL, 9, 1.4));
        assertEquals(Optional.of("2 epochs"), reached(ALL, 10, 1.4));
        assertEquals(Optional.of("1.5 seconds"), reached(ALL, 9, 1.6));
        assertEquals(Optional.empty(), reached(NONE, Long.MAX_VALUE, Double.MAX_VALUE));
    }

    @Test
    void progressIsThatOfTheNearestLimit() {
        assertEquals(0, ALL.progress(0, 0, STEPS_PER_EPOCH));
        assertEquals(0.5, STEPS.progress(6, 100, STEPS_PER_EPOCH));
        assertEquals(0.5, EPOCHS.progress(5, 100, STEPS_PER_EPOCH));
        assertEquals(0.5, SECONDS.progress(5, 0.75, STEPS_PER_EPOCH));
        assertEquals(0.6, ALL.progress(6, 0.75, STEPS_PER_EPOCH));
        assertEquals(1, ALL.progress(6, 99, STEPS_PER_EPOCH));
        assertEquals(0, NONE.progress(6, 99, STEPS_PER_EPOCH));
    }

    @Test
    void theMostStepsAreThoseOfTheNearerOfStepsAndEpochs() {
        assertEquals(OptionalLong.of(12), STEPS.mostSteps(STEPS_PER_EPOCH));
        assertEquals(OptionalLong.of(10), EPOCHS.mostSteps(STEPS_PER_EPOCH));
        assertEquals(OptionalLong.of(10), ALL.mostSteps(STEPS_PER_EPOCH));
    }

    /** A full batch makes one step an epoch, so that the largest number is no bound that multiplication overflows. */
    @ParameterizedTest
    @ValueSource(longs = {1, STEPS_PER_EPOCH, Long.MAX_VALUE})
    void whatIsNotLimitedHasNoMostSteps(long stepsPerEpoch) {
        assertEquals(OptionalLong.empty(), NONE.mostSteps(stepsPerEpoch));
        assertEquals(OptionalLong.empty(), SECONDS.mostSteps(stepsPerEpoch));
        assertEquals(OptionalLong.of(12), STEPS.mostSteps(stepsPerEpoch));
        assertEquals(0, NONE.progress(6, 99, stepsPerEpoch));
    }

    @Test
    void moreEpochsThanStepsCanBeCountedAreNoLimit() {
        Limits epochs = new Limits(OptionalLong.empty(), OptionalLong.of(Long.MAX_VALUE / 2), OptionalDouble.empty());
        assertEquals(OptionalLong.of(Long.MAX_VALUE / 2), epochs.mostSteps(1));
        assertEquals(OptionalLong.empty(), epochs.mostSteps(STEPS_PER_EPOCH));
    }

    private static Optional<String> reached(Limits limits, long step, double seconds) {
        return limits.reached(
                new TrainingState<>(
                        new double[0],
                        new Stateless(),
                        step,
                        0,
                        seconds,
                        Optional.empty(),
                        SolverTrust.FULL,
                        Improvement.NONE),
                STEPS_PER_EPOCH);
    }
}
