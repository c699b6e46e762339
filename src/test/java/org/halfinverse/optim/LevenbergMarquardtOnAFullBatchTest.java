package org.halfinverse.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Initialization;
import org.halfinverse.network.Network;
import org.halfinverse.problems.Toy;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.BatchSchedule;
import org.halfinverse.samples.GeneratedSamples;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.Truncation;
import org.halfinverse.train.Evaluator;
import org.halfinverse.train.Limits;
import org.halfinverse.train.LocalEngine;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.Trainer;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Levenberg–Marquardt on the toy problem, all samples in each step. */
class LevenbergMarquardtOnAFullBatchTest {
    private static final int SAMPLES = 256;
    private static final int STEPS = 200;

    private final List<StepRecord> steps = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"1, MEAN", "0.01, MEAN", "1, SUM"})
    void theLossNeverRisesAndFallsFarBelowItsStart(double lambda, LossReduction reduction) {
        double exactCurvature = 1 / reduction.weight(SAMPLES);
        train(lambda, reduction, new LevenbergMarquardt(exactCurvature, 1e-2, new Truncation(1e-6, true)));
        for (int i = 1; i < STEPS; i++) {
            StepRecord before = steps.get(i - 1);
            double rise = steps.get(i).loss() - before.loss();
            assertTrue(rise <= 0, "step " + i + " raised " + before.loss() + " by " + rise);
        }
        assertTrue(steps.get(STEPS - 1).loss() < 1e-2 * steps.get(0).loss());
    }

    @ParameterizedTest
    @CsvSource({"1, MEAN", "0.01, SUM"})
    void aRejectedStepLeavesThetaAndRaisesMu(double lambda, LossReduction reduction) {
        double exactCurvature = 1 / reduction.weight(SAMPLES);
        train(lambda, reduction, new LevenbergMarquardt(exactCurvature, 1e-6, new Truncation(0, true)));
        int rejected = 0;
        for (int i = 1; i < STEPS; i++) {
            StepRecord before = steps.get(i - 1);
            boolean made = before.diagnostics().get("accepted") == 1;
            assertEquals(made, before.updateNorm() > 0);
            if (!made && before.diagnostics().containsKey("gain_ratio")) {
                rejected++;
                assertEquals(before.loss(), steps.get(i).loss());
                assertTrue(damping(steps.get(i)) >= 2 * damping(before));
            }
        }
        assertTrue(rejected > 0);
    }

    private static double damping(StepRecord step) {
        return step.diagnostics().get("damping");
    }

    private void train(double lambda, LossReduction reduction, LevenbergMarquardt optimizer) {
        Toy toy = new Toy(lambda);
        Network network = Network.dense(new int[] {1, 7, 2}, Activation.TANH);
        PhysicsModel model = new PhysicsModel(network, toy.simulator(), SquaredError.HALF);
        GeneratedSamples samples = new GeneratedSamples(toy, 1, Stream.TRAINING_SAMPLES, SAMPLES);
        try (LocalEngine engine = new LocalEngine(model, reduction, Map.of(Split.TRAIN, samples), 4)) {
            BatchSchedule schedule = new BatchSchedule(engine.layout(), SAMPLES, false, 1);
            Limits limits = new Limits(OptionalLong.of(STEPS), OptionalLong.empty(), OptionalDouble.empty());
            TrainingListener recorder = new TrainingListener() {
                @Override
                public void onStep(StepRecord step, double[] theta) {
                    steps.add(step);
                }
            };
            double[] theta =
                    network.initialParameters(Initialization.GLOROT_UNIFORM, CounterRandom.of(1, Stream.PARAMETERS, 0));
            new Trainer<>(engine, optimizer, schedule, limits, new Evaluator(engine, 0), () -> false, List.of(recorder))
                    .train(theta);
        }
    }
}
