package org.halfinverse.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.halfinverse.jacobian.ModelSamples;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.optim.Adam;
import org.halfinverse.optim.GuidedDescent;
import org.halfinverse.optim.LevenbergMarquardt;
import org.halfinverse.optim.LimitedMemoryBfgs;
import org.halfinverse.optim.Momentum;
import org.halfinverse.optim.Optimizer;
import org.halfinverse.optim.SavedState;
import org.halfinverse.optim.ScaleInvariantPhysics;
import org.halfinverse.optim.Sgd;
import org.halfinverse.optim.SpectralDescent;
import org.halfinverse.samples.BatchSchedule;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.Phase;
import org.halfinverse.spectral.Truncation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final int SAMPLES = 50;
    private static final int BATCH = 20;
    private static final int STEPS_PER_EPOCH = 3;
    private static final Optimizer<?> HIG = SpectralDescent.halfInverseGradient(0.5, 0.5, new Truncation(1e-6, true));

    private final PhysicsModel model = Models.small(Activation.TANH);
    private final double[] theta = Models.theta(model, 1);
    private final List<StepRecord> steps = new ArrayList<>();
    private final List<EvaluationRecord> evaluations = new ArrayList<>();
    private final TrainingListener recorder = new TrainingListener() {
        @Override
        public void onStep(StepRecord step, double[] after) {
            steps.add(step);
        }

        @Override
        public void onEvaluation(EvaluationRecord evaluation) {
            evaluations.add(evaluation);
        }
    };

    @Test
    void lossFallsAndEverythingIsRecorded() {
        TrainingResult result = train(HIG, epochs(4), 1, () -> false);
        assertEquals(TrainingResult.End.FINISHED, result.end());
        assertEquals("4 epochs", result.reason());
        assertEquals(4 * STEPS_PER_EPOCH, result.step());
        assertEquals(
                IntStream.rangeClosed(1, 12).boxed().toList(),
                steps.stream().map(s -> (int) s.step()).toList());
        assertEquals(
                List.of(1L, 1L, 1L, 2L),
                steps.subList(0, 4).stream().map(StepRecord::epoch).toList());
        assertEquals(
                List.of(20L, 40L, 50L, 70L),
                steps.subList(0, 4).stream().map(StepRecord::samples).toList());
        assertEquals(
                List.of(0L, 3L, 6L, 9L, 12L),
                evaluations.stream().map(EvaluationRecord::step).toList());
        assertEquals(
                List.of(0L, 1L, 2L, 3L, 4L),
                evaluations.stream().map(EvaluationRecord::epoch).toList());
        assertTrue(evaluations.get(4).trainLoss() < evaluations.get(0).trainLoss());
        assertTrue(evaluations.get(4).testLoss().isPresent());
    }

    @Test
    void aStepRecordsLossAndGradientBeforeItAndTheUpdateItMade() {
        train(new Sgd(0.01, 0), steps(1), 1, () -> false);
        Samples first = Models.samples(0, BATCH);
        double[] gradient = new double[theta.length];
        double loss = model.addLossGradient(theta, first, 1.0 / BATCH, gradient);
        StepRecord step = steps.get(0);
        // Another order of summation over 20 samples.
        assertEquals(loss, step.loss(), 1e-14);
        assertEquals(Vectors.norm(gradient), step.gradientNorm(), 1e-14);
        assertEquals(0.01 * Vectors.norm(gradient), step.updateNorm(), 1e-14);
        assertEquals(0.01, step.learningRate());
        assertTrue(step.spectrum().isEmpty());
    }

    @Test
    void phasesAddUpToTheTimeOfTheStep() {
        train(HIG, steps(3), 1, () -> false);
        double booked = 0;
        for (StepRecord step : steps) {
            for (Phase phase : Phase.values()) {
                booked += step.phases().seconds(phase);
            }
        }
        assertEquals(steps.get(2).seconds(), booked, 1e-9); // sums of the same clock readings
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, 5})
    void evaluatesAtTheStartEverySoManyEpochsAndAtTheEnd(long every) {
        train(new Adam(1e-3, 0.9, 0.999, 1e-7), epochs(5), every, () -> false);
        List<Long> expected = every == 2 ? List.of(0L, 2L, 4L, 5L) : List.of(0L, 5L);
        assertEquals(expected, evaluations.stream().map(EvaluationRecord::epoch).toList());
    }

    @Test
    void theFirstLimitReachedEndsTheTraining() {
        Limits limits = new Limits(OptionalLong.of(4), OptionalLong.of(1), OptionalDouble.of(1e9));
        assertEquals("1 epochs", train(HIG, limits, 1, () -> false).reason());
        assertEquals(STEPS_PER_EPOCH, steps.size());
    }

    @Test
    void aTimeLimitIsLookedAtBeforeEachStep() {
        Limits limits = new Limits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.of(1e-9));
        TrainingResult result = train(HIG, limits, 1, () -> false);
        assertEquals(1, result.step());
        assertEquals("1.0E-9 seconds", result.reason());
    }

    @Test
    void aRequestToStopEndsItAfterTheStepThatIsBeingMade() {
        TrainingResult result = train(HIG, epochs(100), 1, () -> steps.size() >= 2);
        assertEquals(TrainingResult.End.INTERRUPTED, result.end());
        assertEquals(2, result.step());
        assertEquals(2, evaluations.get(evaluations.size() - 1).step());
    }

    @Test
    void aLearningRateThatBlowsUpTheLossEndsItAtThatStepWithTheLastFiniteParameters() {
        TrainingResult result = train(new Sgd(1e200, 0), steps(10), 0, () -> false);
        assertEquals(TrainingResult.End.DIVERGED, result.end());
        assertEquals(steps.size(), result.step());
        assertTrue(result.step() < 10);
        assertTrue(Vectors.isFinite(result.theta()));
        assertTrue(result.reason().matches("the .* is (NaN|-?Infinity) at step \\d"), result.reason());
        assertEquals(0, result.evaluation().orElseThrow().step());
    }

    @Test
    void aNonFiniteUpdateDivergesBeforeItSpoilsTheParameters() {
        TrainingResult result = train(new Sgd(Double.POSITIVE_INFINITY, 0), steps(10), 0, () -> false);
        assertEquals(TrainingResult.End.DIVERGED, result.end());
        assertArrayEquals(theta, result.theta());
        assertEquals(0, result.step());
    }

    @Test
    void theInitialParametersAreNotChanged() {
        double[] before = theta.clone();
        train(HIG, steps(2), 1, () -> false);
        assertArrayEquals(before, theta);
    }

    @Test
    void aSumOfLossesStepsLikeAMeanWithTheLearningRateTimesTheBatchSize() {
        Limits oneStep = steps(1);
        double[] sum = trainer(new Sgd(1e-3, 0), oneStep, 1, () -> false, LossReduction.SUM, 2)
                .train(theta)
                .theta();
        double[] mean = trainer(new Sgd(1e-3 * BATCH, 0), oneStep, 1, () -> false, LossReduction.MEAN, 2)
                .train(theta)
                .theta();
        assertArrayEquals(mean, sum, 1e-14); // the factor 20 is applied in another place
    }

    @Test
    void theNumberOfBlocksChangesNothingButTheLastDigits() {
        double[] one = trainer(HIG, epochs(2), 1, () -> false, LossReduction.MEAN, 1)
                .train(theta)
                .theta();
        double[] many = trainer(HIG, epochs(2), 1, () -> false, LossReduction.MEAN, 7)
                .train(theta)
                .theta();
        assertArrayEquals(one, many, 1e-9); // six steps amplify rounding of 1e-16 by the condition number of about 1e4
        assertFalse(Arrays.equals(one, theta));
    }

    /** What each method remembers goes through the form in which it is stored. */
    @ParameterizedTest
    @MethodSource("methods")
    void goesOnFromASavedStateToTheSameBits(Optimizer<?> optimizer) {
        goesOn(optimizer);
    }

    private static List<Optimizer<?>> methods() {
        Adam adam = new Adam(1e-2, 0.9, 0.999, 1e-7);
        Truncation truncation = new Truncation(1e-6, true);
        return List.of(
                HIG,
                adam,
                new Sgd(0.01, 0.9),
                new ScaleInvariantPhysics(adam, 1e-5),
                new GuidedDescent((SpectralDescent) HIG, new Momentum(0.9, Momentum.Kind.SPRING), true, 1),
                new LimitedMemoryBfgs(1, 2),
                new LevenbergMarquardt(1, 0.5, truncation));
    }

    private <S extends Record> void goesOn(Optimizer<S> optimizer) {
        List<TrainingState<S>> states = new ArrayList<>();
        TrainingResult whole = trainer(optimizer, epochs(3), 1, () -> false, LossReduction.MEAN, 3)
                .train(TrainingState.initial(theta, optimizer), states::add);
        List<EvaluationRecord> undisturbed = List.copyOf(evaluations);
        assertEquals(9, states.size());
        for (TrainingState<S> state : states) {
            evaluations.clear();
            steps.clear();
            S restored = SavedState.of(state.optimizer()).restore(optimizer.init(theta.length), theta.length);
            TrainingState<S> again = new TrainingState<>(
                    state.theta(),
                    restored,
                    state.step(),
                    state.samples(),
                    state.seconds(),
                    state.evaluation(),
                    state.trust(),
                    state.improvement());
            TrainingResult rest = trainer(optimizer, epochs(3), 1, () -> false, LossReduction.MEAN, 3)
                    .train(again, ignored -> {});
            assertArrayEquals(whole.theta(), rest.theta());
            assertEquals(9 - state.step(), steps.size());
            // Evaluations at steps 0, 3, 6 and 9: one that was due at the state itself is made first.
            assertEquals(
                    undisturbed.stream()
                            .map(EvaluationRecord::step)
                            .filter(step -> step >= state.step())
                            .toList(),
                    evaluations.stream().map(EvaluationRecord::step).toList());
        }
    }

    private TrainingResult train(Optimizer<?> optimizer, Limits limits, long every, BooleanSupplier stop) {
        return trainer(optimizer, limits, every, stop, LossReduction.MEAN, 3).train(theta);
    }

    private <S extends Record> Trainer<S> trainer(
            Optimizer<S> optimizer,
            Limits limits,
            long every,
            BooleanSupplier stop,
            LossReduction reduction,
            int blocks) {
        Map<Split, SampleSource> sources =
                Map.of(Split.TRAIN, ModelSamples.first(SAMPLES), Split.TEST, new ModelSamples(500, 9));
        LocalEngine engine = new LocalEngine(model, reduction, sources, blocks);
        BatchSchedule schedule = new BatchSchedule(engine.layout(), BATCH, false, 1);
        return new Trainer<>(
                engine, optimizer, schedule, limits, new Evaluator(engine, every), stop, List.of(recorder));
    }

    private static Limits epochs(long epochs) {
        return new Limits(OptionalLong.empty(), OptionalLong.of(epochs), OptionalDouble.empty());
    }

    private static Limits steps(long steps) {
        return new Limits(OptionalLong.of(steps), OptionalLong.empty(), OptionalDouble.empty());
    }
}
