package org.halfinverse.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.Map;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.problems.Toy;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NoisySamplesTest {
    private static final GeneratedSamples EXACT = new GeneratedSamples(new Toy(1), 7, Stream.TRAINING_SAMPLES, 2000);
    private static final NoisySamples NOISY = new NoisySamples(EXACT, 7, 0.5, false);

    @Test
    void errorsAreNormalWithTheirDeviationAndInputsStay() {
        Samples exact = EXACT.read(0, 2000);
        Samples noisy = NOISY.read(0, 2000);
        assertArrayEquals(exact.inputs(), noisy.inputs());
        assertArrayEquals(exact.states(), noisy.states());
        assertArrayEquals(exact.indices(), noisy.indices());
        double[] errors = noisy.targets().clone();
        Vectors.addScaled(-1, exact.targets(), errors);
        double mean = Arrays.stream(errors).average().orElseThrow();
        double square = Arrays.stream(errors).map(e -> e * e).average().orElseThrow();
        long beyond = Arrays.stream(errors).filter(e -> Math.abs(e) > 0.5).count();
        // Four standard deviations of the mean of as many normal numbers, of their squares and of counts.
        double count = errors.length;
        assertEquals(0, mean, 4 * 0.5 / Math.sqrt(count));
        assertEquals(0.25, square, 4 * 0.25 * Math.sqrt(2 / count));
        assertEquals(0.3173 * count, (double) beyond, 4 * Math.sqrt(0.3173 * 0.6827 * count));
    }

    @Test
    void theErrorsOfASampleAreItsOwnWhereverItIsRead() {
        Samples all = NOISY.read(0, 40);
        assertArrayEquals(all.select(17, 18, 19).targets(), NOISY.read(17, 3).targets());
        assertSame(NOISY, NOISY.inEpoch(3));
        assertNotEquals(NOISY.fingerprint(), new NoisySamples(EXACT, 7, 0.25, false).fingerprint());
    }

    @Test
    void samplesThatAreDrawnAnewHaveNewErrors() {
        NoisySamples first = new NoisySamples(new FreshSamples(new Toy(1), 7, 20, 0), 7, 0.5, false);
        Samples second = first.inEpoch(1).read(0, 20);
        assertArrayEquals(NOISY.read(20, 20).targets(), second.targets());
    }

    /** Every built-in problem, by its name. */
    @ParameterizedTest
    @MethodSource("org.halfinverse.problems.BuiltInProblems#types")
    void everyProblemHasThemInItsTrainingTargetsAlone(String type) {
        Map<Split, SampleSource> exact = sources(type, "");
        Map<Split, SampleSource> noisy = sources(type, ", problem.target-noise = 0.1");
        assertArrayEquals(
                exact.get(Split.TEST).read(0, 4).targets(),
                noisy.get(Split.TEST).read(0, 4).targets());
        double[] before = exact.get(Split.TRAIN).read(0, 4).targets();
        double[] after = noisy.get(Split.TRAIN).read(0, 4).targets();
        assertNotEquals(before[0], after[0]);
        if (type.equals("quantum-dipole")) { // a state, of norm 1 up to the rounding of as many squares
            assertEquals(1, Vectors.norm(Arrays.copyOf(after, after.length / 4)), 1e-12);
        }
    }

    private static Map<Split, SampleSource> sources(String type, String more) {
        ExperimentConfig config = ExperimentConfig.read(ConfigFactory.parseString(
                "problem.type = " + type + ", problem.samples = 8, training.max-steps = 1" + more));
        return config.problem().sources(1, new Storage(Map.of()));
    }

    @Test
    void noiseBesideAFileOrWithoutAWidthIsRefused() {
        assertThrows(
                ConfigurationException.class,
                () -> sources("toy", ", problem.target-noise = 0.1, problem.data.inputs = \"x.npy\""));
        assertThrows(IllegalArgumentException.class, () -> new NoisySamples(EXACT, 7, Double.NaN, false));
    }
}
