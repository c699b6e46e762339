package org.halfinverse.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.halfinverse.physics.Problem;
import org.halfinverse.problems.ForceLaw;
import org.halfinverse.problems.Oscillators;
import org.halfinverse.problems.Toy;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;

class GeneratedSamplesTest {
    private static final Problem OSCILLATORS = new Oscillators(ForceLaw.LINEAR, 2, 0.2, 1, 3, 0.5);
    private static final GeneratedSamples SOURCE = new GeneratedSamples(OSCILLATORS, 7, Stream.TRAINING_SAMPLES, 50);

    @Test
    void aSampleIsTheSameAloneAndInARun() {
        Samples run = SOURCE.read(10, 20);
        for (int i = 0; i < 20; i++) {
            assertSame(run.select(i), SOURCE.read(10 + i, 1));
        }
    }

    @Test
    void aSampleIsTheSameInALargerSet() {
        assertSame(
                SOURCE.read(10, 20),
                new GeneratedSamples(OSCILLATORS, 7, Stream.TRAINING_SAMPLES, 10_000).read(10, 20));
    }

    @Test
    void seedsAndSetsHaveSamplesOfTheirOwn() {
        double[] inputs = SOURCE.read(0, 5).inputs();
        assertFalse(Arrays.equals(
                inputs,
                new GeneratedSamples(OSCILLATORS, 8, Stream.TRAINING_SAMPLES, 50)
                        .read(0, 5)
                        .inputs()));
        assertFalse(Arrays.equals(
                inputs,
                new GeneratedSamples(OSCILLATORS, 7, Stream.TEST_SAMPLES, 50)
                        .read(0, 5)
                        .inputs()));
    }

    @Test
    void completesSamplesAsTheProblemDoes() {
        Samples oscillators = SOURCE.read(3, 4);
        assertArrayEquals(new long[] {3, 4, 5, 6}, oscillators.indices());
        assertArrayEquals(oscillators.inputs(), oscillators.states());
        assertArrayEquals(oscillators.inputs(), oscillators.targets());
        Samples toy = new GeneratedSamples(new Toy(1), 7, Stream.TEST_SAMPLES, 4).read(0, 4);
        assertEquals(0, toy.states().length);
        for (int i = 0; i < 4; i++) {
            assertEquals(StrictMath.sin(6 * toy.inputs()[i]), toy.targets()[2 * i]);
            assertEquals(StrictMath.cos(9 * toy.inputs()[i]), toy.targets()[2 * i + 1]);
        }
    }

    @Test
    void givenStatesAndTargetsAreLeftAsTheyAre() {
        double[] inputs = {1, 2, 3, 4, 5, 6, 7, 8};
        double[] states = {9, 9, 9, 9, 8, 8, 8, 8};
        Samples derivedTargets = SampleCompletion.complete(OSCILLATORS, new long[] {0, 1}, inputs, states, null);
        assertArrayEquals(states, derivedTargets.states());
        assertArrayEquals(states, derivedTargets.targets());
        Samples derivedStates = SampleCompletion.complete(OSCILLATORS, new long[] {0, 1}, inputs, null, states);
        assertArrayEquals(inputs, derivedStates.states());
        assertArrayEquals(states, derivedStates.targets());
    }

    @Test
    void refusesToBeEmpty() {
        assertThrows(
                IllegalArgumentException.class, () -> new GeneratedSamples(OSCILLATORS, 7, Stream.TRAINING_SAMPLES, 0));
    }

    private static void assertSame(Samples expected, Samples actual) {
        assertArrayEquals(expected.indices(), actual.indices());
        assertArrayEquals(expected.inputs(), actual.inputs());
        assertArrayEquals(expected.states(), actual.states());
        assertArrayEquals(expected.targets(), actual.targets());
    }
}
