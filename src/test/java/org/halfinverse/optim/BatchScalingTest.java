package org.halfinverse.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.samples.BatchSchedule;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.TallSkinnyQrSolver;
import org.halfinverse.spectral.Truncation;
import org.halfinverse.train.Evaluator;
import org.halfinverse.train.Limits;
import org.halfinverse.train.LocalEngine;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.Trainer;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BatchScalingTest {
    private static final int DISTINCT = 32;
    private static final long[] REPETITIONS = {2, 8, 32, 64, 512, 2048};
    private static final double ETA = 0.5;
    private static final Truncation RELATIVE = new Truncation(1e-3, true);

    /**
     * Relative. Rounding of J, 1e-16 σ_max, disturbs the parts of the step by that over the smallest kept σ, 1e-3 σ_max
     * at least, and by that over its distance to the largest dropped σ.
     */
    private static final double TOLERANCE = 1e-9;

    private final PhysicsModel model = Models.small(Activation.TANH);
    private final double[] theta = Models.theta(model, 1);

    static Stream<Arguments> methods() {
        return Stream.of(LossReduction.values())
                .flatMap(reduction -> Stream.of(
                        Arguments.of(reduction, 0.0, SpectralDescent.halfInverseGradient(ETA, 0, RELATIVE)),
                        Arguments.of(reduction, 0.3, SpectralDescent.halfInverseGradient(ETA, 0.3, RELATIVE)),
                        Arguments.of(reduction, 0.5, SpectralDescent.halfInverseGradient(ETA, 0.5, RELATIVE)),
                        Arguments.of(reduction, 1.0, SpectralDescent.gaussNewton(ETA, RELATIVE)),
                        Arguments.of(reduction, 1.0, SpectralDescent.topK(ETA, 5, RELATIVE))));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void withInvariantScalingRepeatedSamplesMakeTheSameStep(
            LossReduction reduction, double kappa, SpectralDescent method) {
        SpectralDescent scaled = method.with(BatchScaling.invariant(kappa, reduction, DISTINCT));
        double once = updateNorm(method, reduction, 1);
        assertEquals(once, updateNorm(scaled, reduction, 1), "at the reference nothing changes");
        for (long repetitions : REPETITIONS) {
            assertEquals(once, updateNorm(scaled, reduction, repetitions), TOLERANCE * once, repetitions + " times");
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void withoutScalingTheStepFollowsAPowerOfTheBatchSize(
            LossReduction reduction, double kappa, SpectralDescent method) {
        double exponent = reduction == LossReduction.MEAN ? -(1 + kappa) / 2 : (1 - kappa) / 2;
        double once = updateNorm(method, reduction, 1);
        for (long repetitions : REPETITIONS) {
            double expected = once * Math.pow((double) repetitions, exponent);
            assertEquals(
                    expected, updateNorm(method, reduction, repetitions), TOLERANCE * expected, repetitions + " times");
        }
    }

    /** (JᵀJ r + rμ)⁻¹ is that of one time, divided by r; Jᵀg is multiplied by r for a sum and stays for a mean. */
    @ParameterizedTest
    @EnumSource(LossReduction.class)
    void aDampedStepKeepsItsDirectionOnlyIfMuGrowsAlong(LossReduction reduction) {
        LevenbergMarquardt method = new LevenbergMarquardt(1e-3, 0.1, new Truncation(0, true));
        double once = updateNorm(method, reduction, 1);
        assertTrue(once > 0, "the step was made");
        for (long repetitions : REPETITIONS) {
            LevenbergMarquardt heavier = new LevenbergMarquardt(1e-3, 0.1 * repetitions, new Truncation(0, true));
            double expected = reduction == LossReduction.MEAN ? once / repetitions : once;
            assertEquals(expected, updateNorm(heavier, reduction, repetitions), TOLERANCE * expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 32, 1", "0.75, 16, 0.5946035575013605", "0.75, 32, 1", "1, 64, 2", "-0.25, 512, 0.5"})
    void factorIsAPowerOfTheSizeOverItsReference(double exponent, long samples, double factor) {
        assertEquals(factor, new BatchScaling(exponent, 32).factor(samples), 1e-15); // one rounding
    }

    @Test
    void noScalingIsAFactorOfOne() {
        assertEquals(1, BatchScaling.NONE.factor(77));
    }

    @Test
    void refusesAReferenceWithoutSamples() {
        assertThrows(IllegalArgumentException.class, () -> new BatchScaling(1, 0));
    }

    /** |Δθ| of the first step, on so many copies of the same samples. */
    private double updateNorm(Optimizer<?> optimizer, LossReduction reduction, long repetitions) {
        Map<Split, SampleSource> sources = Map.of(Split.TRAIN, new Repeated(repetitions));
        List<StepRecord> steps = new ArrayList<>();
        TrainingListener recorder = new TrainingListener() {
            @Override
            public void onStep(StepRecord step, double[] after) {
                steps.add(step);
            }
        };
        try (LocalEngine engine = new LocalEngine(model, reduction, sources, 3)) {
            BatchSchedule schedule = new BatchSchedule(engine.layout(), DISTINCT * repetitions, false, 1);
            Limits limits = new Limits(OptionalLong.of(1), OptionalLong.empty(), OptionalDouble.empty());
            new Trainer<>(
                            engine,
                            optimizer.with(new TallSkinnyQrSolver()),
                            schedule,
                            limits,
                            new Evaluator(engine, 0),
                            () -> false,
                            List.of(recorder))
                    .train(theta);
        }
        return steps.get(0).updateNorm();
    }

    /** The same few samples again and again. */
    private record Repeated(long repetitions) implements SampleSource {
        @Override
        public long samples() {
            return DISTINCT * repetitions;
        }

        @Override
        public Samples read(long from, int count) {
            Samples distinct = Models.samples(0, DISTINCT);
            long[] indices = new long[count];
            double[] inputs = new double[count * Models.INPUTS];
            double[] states = new double[count];
            double[] targets = new double[count * Models.OUTPUTS];
            for (int i = 0; i < count; i++) {
                int sample = (int) ((from + i) % DISTINCT);
                indices[i] = from + i;
                states[i] = distinct.states()[sample];
                System.arraycopy(distinct.inputs(), sample * Models.INPUTS, inputs, i * Models.INPUTS, Models.INPUTS);
                System.arraycopy(
                        distinct.targets(), sample * Models.OUTPUTS, targets, i * Models.OUTPUTS, Models.OUTPUTS);
            }
            return new Samples(indices, inputs, states, targets);
        }
    }
}
