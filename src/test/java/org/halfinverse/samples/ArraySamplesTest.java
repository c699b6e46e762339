package org.halfinverse.samples;

import static org.halfinverse.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.typesafe.config.ConfigFactory;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.physics.Problem;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ArraySamplesTest {
    /** Four inputs, a state of four and a target of four. */
    private final Problem problem = ExperimentConfig.read(
                    ConfigFactory.parseString("problem.type = oscillators-linear, training.max-steps = 1"))
            .problem()
            .problem();

    private final Samples drawn = new GeneratedSamples(problem, 1, Stream.TRAINING_SAMPLES, 5).read(0, 5);

    private static void assertSame(Samples expected, Samples actual) {
        assertArrayEquals(expected.indices(), actual.indices());
        assertArrayEquals(expected.inputs(), actual.inputs());
        assertArrayEquals(expected.states(), actual.states());
        assertArrayEquals(expected.targets(), actual.targets());
    }

    @Test
    void whatIsNotGivenTheProblemDerives() {
        ArraySamples samples = ArraySamples.of(problem, drawn.inputs());
        assertEquals(5, samples.samples());
        assertSame(drawn, samples.all());
        assertSame(drawn.range(2, 4), samples.read(2, 2));
    }

    @Test
    void whatIsGivenIsTaken() {
        double[] states = new double[20];
        double[] targets = new double[20];
        states[19] = 3;
        targets[18] = 4;
        ArraySamples samples =
                ArraySamples.of(problem, drawn.inputs()).withStates(states).withTargets(targets);
        Samples last = samples.read(4, 1);
        assertArrayEquals(new double[] {0, 0, 0, 3}, last.states());
        assertArrayEquals(new double[] {0, 0, 4, 0}, last.targets());
        states[19] = 5;
        assertEquals(3, samples.all().states()[19], "the array is the caller's to change");
    }

    @Test
    void theFingerprintKnowsEveryNumber() {
        ArraySamples samples = ArraySamples.of(problem, drawn.inputs());
        String fingerprint = samples.fingerprint();
        assertEquals(fingerprint, ArraySamples.of(problem, drawn.inputs()).fingerprint());
        double[] other = drawn.inputs().clone();
        other[19] = Math.nextUp(other[19]);
        assertNotEquals(fingerprint, ArraySamples.of(problem, other).fingerprint());
        assertNotEquals(fingerprint, samples.withStates(drawn.states()).fingerprint());
        assertNotEquals(
                samples.withStates(drawn.inputs()).fingerprint(),
                samples.withTargets(drawn.inputs()).fingerprint());
    }

    @Test
    void wrongNumbersAreRefused() {
        refused("0 inputs are given, but each sample has 4", () -> ArraySamples.of(problem));
        refused("6 inputs are given, but each sample has 4", () -> ArraySamples.of(problem, new double[6]));
        ArraySamples samples = ArraySamples.of(problem, drawn.inputs());
        refused("4 states are given, but 5 samples need 5 × 4", () -> samples.withStates(1, 2, 3, 4));
        refused("1 targets are given, but 5 samples need 5 × 4", () -> samples.withTargets(1));
        refused("input 2 is NaN; all numbers must be finite", () -> ArraySamples.of(problem, 0, 0, Double.NaN, 0));
    }

    private static void refused(String sentence, Executable attempt) {
        assertRefused(DataException.class, sentence, attempt);
    }
}
