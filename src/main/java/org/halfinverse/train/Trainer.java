package org.halfinverse.train;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.optim.Evaluation;
import org.halfinverse.optim.Optimizer;
import org.halfinverse.optim.OptimizerStep;
import org.halfinverse.samples.BatchSchedule;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.spectral.Phase;
import org.halfinverse.spectral.PhaseClock;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;

/**
 * The training loop: evaluate a mini-batch at θ, let the optimizer step, go on until a limit.
 *
 * @param <B> mini-batches of the engine
 * @param <S> state of the optimizer
 */
public final class Trainer<B extends EvaluatedBatch, S> {
    private static final double NANOS = 1e-9;

    private final Engine<B> engine;
    private final Solver<? super B> solver;
    private final Optimizer<S> optimizer;
    private final BatchSchedule schedule;
    private final Limits limits;
    private final Evaluator evaluator;
    private final BooleanSupplier stopRequested;
    private final List<TrainingListener> listeners;

    /**
     * A training, not yet begun.
     *
     * @param engine where mini-batches are linearised
     * @param solver how a spectral filter is applied
     * @param optimizer the method
     * @param schedule the order of the samples
     * @param limits when to stop
     * @param evaluator judges the network between steps
     * @param stopRequested asked before each step: true ends the training
     * @param listeners told of everything, in this order
     */
    public Trainer(
            Engine<B> engine,
            Solver<? super B> solver,
            Optimizer<S> optimizer,
            BatchSchedule schedule,
            Limits limits,
            Evaluator evaluator,
            BooleanSupplier stopRequested,
            List<TrainingListener> listeners) {
        this.engine = engine;
        this.solver = solver;
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.limits = limits;
        this.evaluator = evaluator;
        this.stopRequested = stopRequested;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Trains from the first step on.
     *
     * @param initialTheta θ₀, n entries; not changed
     * @return how it ended, with the last finite θ
     */
    public TrainingResult train(double[] initialTheta) {
        return train(TrainingState.initial(initialTheta, optimizer), state -> {});
    }

    /**
     * Trains.
     *
     * @param start where to begin, or to go on: the same steps follow, bit for bit, as if there had been no pause
     * @param onState is given the state after every step, before an evaluation that is due there; a training that goes
     *     on from it makes that evaluation first
     * @return how it ended, with the last finite θ
     */
    public TrainingResult train(TrainingState<S> start, Consumer<TrainingState<S>> onState) {
        listeners.forEach(listener -> listener.onStart(start));
        TrainingState<S> state = start;
        try {
            while (true) {
                Optional<String> limit = limits.reached(state, schedule.stepsPerEpoch());
                boolean stop = stopRequested.getAsBoolean();
                boolean due = evaluator.isDue(state.step(), schedule.stepsPerEpoch());
                if ((stop || limit.isPresent() || due) && !state.isEvaluated()) {
                    state = evaluated(state);
                }
                if (limit.isPresent()) {
                    return result(TrainingResult.End.FINISHED, limit.get(), state);
                }
                if (stop) {
                    return result(TrainingResult.End.INTERRUPTED, "stopped on request", state);
                }
                state = step(state);
                onState.accept(state);
            }
        } catch (NonFiniteException e) {
            return result(TrainingResult.End.DIVERGED, e.getMessage() + " at step " + (state.step() + 1), state);
        }
    }

    private TrainingState<S> step(TrainingState<S> state) {
        long start = System.nanoTime();
        MiniBatch samples = schedule.batch(state.step());
        long step = state.step() + 1;
        long seen = state.samples() + samples.size();
        try (B batch = engine.open(state.theta(), samples)) {
            OptimizerStep<S> made =
                    optimizer.step(state.theta(), new BatchEvaluation<>(batch, solver), state.optimizer());
            double loss = batch.loss();
            double gradientNorm = Vectors.norm(batch.gradient());
            requireFinite(loss, "the loss of the mini-batch");
            requireFinite(gradientNorm, "the gradient of the mini-batch loss");
            double[] theta = state.theta().clone();
            Vectors.addScaled(1, made.update(), theta);
            double updateNorm = Vectors.norm(made.update());
            requireFinite(updateNorm, "the update");
            requireFinite(Vectors.norm(theta), "theta");

            double duration = (System.nanoTime() - start) * NANOS;
            double seconds = state.seconds() + duration;
            PhaseClock clock = batch.clock();
            clock.add(
                    Phase.UPDATE,
                    duration
                            - clock.seconds(Phase.LINEARIZE)
                            - clock.seconds(Phase.REDUCE)
                            - clock.seconds(Phase.DECOMPOSE));
            long epoch = state.step() / schedule.stepsPerEpoch() + 1;
            StepRecord record = new StepRecord(
                    step,
                    epoch,
                    seen,
                    seconds,
                    loss,
                    gradientNorm,
                    updateNorm,
                    made.learningRate(),
                    made.spectrum(),
                    made.diagnostics(),
                    clock);
            listeners.forEach(listener -> listener.onStep(record, theta));
            return new TrainingState<>(theta, made.state(), step, seen, seconds, state.evaluation());
        }
    }

    private TrainingState<S> evaluated(TrainingState<S> state) {
        EvaluationRecord evaluation = evaluator.evaluate(state, schedule.stepsPerEpoch());
        listeners.forEach(listener -> listener.onEvaluation(evaluation));
        return state.evaluated(evaluation);
    }

    private static void requireFinite(double value, String what) {
        if (!Double.isFinite(value)) {
            throw new NonFiniteException(what + " is " + value);
        }
    }

    private static TrainingResult result(TrainingResult.End end, String reason, TrainingState<?> state) {
        return new TrainingResult(end, reason, state.theta(), state.step(), state.seconds(), state.evaluation());
    }

    /** What an optimizer sees of an open mini-batch. */
    private record BatchEvaluation<B extends EvaluatedBatch>(B batch, Solver<? super B> solver) implements Evaluation {
        @Override
        public long samples() {
            return batch.samples();
        }

        @Override
        public double loss() {
            return batch.loss();
        }

        @Override
        public double lossAt(double[] theta) {
            return batch.lossAt(theta);
        }

        @Override
        public double[] gradient() {
            return batch.expand(batch.gradient());
        }

        @Override
        public double[] inversionGradient(double cutoff) {
            return batch.expand(batch.inversionGradient(cutoff));
        }

        @Override
        public SpectralStep spectralStep(SpectralFilter filter) {
            SpectralStep step = solver.solve(batch, filter);
            double[] direction = batch.expand(step.direction());
            return step.expanded(direction, (int) Math.min(batch.rows(), direction.length));
        }
    }
}
