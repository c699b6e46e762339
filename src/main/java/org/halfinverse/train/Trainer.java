package org.halfinverse.train;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.optim.Optimizer;
import org.halfinverse.optim.OptimizerStep;
import org.halfinverse.samples.BatchSchedule;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.PhaseTimes;
import org.halfinverse.spectral.Solver;

/**
 * The training loop: evaluate a mini-batch at θ, let the optimizer step, go on until a limit.
 *
 * @param <S> state of the optimizer
 */
public final class Trainer<S extends Record> {
    private final Engine engine;
    private final Optimizer<S> optimizer;
    private final Optimizer<S> careful;
    private final RateSchedule rates;
    private final BatchSchedule schedule;
    private final Limits limits;
    private final Evaluator evaluator;
    private final BooleanSupplier stopRequested;
    private final List<TrainingListener> listeners;

    /**
     * A training, not yet begun.
     *
     * @param engine where mini-batches are linearised
     * @param optimizer the method
     * @param schedule the order of the samples
     * @param limits when to stop
     * @param evaluator judges the network between steps
     * @param stopRequested asked before each step: true ends the training
     * @param listeners told of everything, in this order
     */
    public Trainer(
            Engine engine,
            Optimizer<S> optimizer,
            BatchSchedule schedule,
            Limits limits,
            Evaluator evaluator,
            BooleanSupplier stopRequested,
            List<TrainingListener> listeners) {
        this(
                engine,
                optimizer,
                optimizer,
                RateSchedule.CONSTANT,
                schedule,
                limits,
                evaluator,
                stopRequested,
                listeners);
    }

    private Trainer(
            Engine engine,
            Optimizer<S> optimizer,
            Optimizer<S> careful,
            RateSchedule rates,
            BatchSchedule schedule,
            Limits limits,
            Evaluator evaluator,
            BooleanSupplier stopRequested,
            List<TrainingListener> listeners) {
        this.engine = engine;
        this.optimizer = optimizer;
        this.careful = careful;
        this.rates = rates;
        this.schedule = schedule;
        this.limits = limits;
        this.evaluator = evaluator;
        this.stopRequested = stopRequested;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * The same training with a solver for the steps in which the cheap one of two solvers is left alone.
     *
     * @param accurate the solver that repeats the steps of the cheap one, by itself
     * @return a training, not yet begun
     * @see org.halfinverse.spectral.SolverTrust
     */
    public Trainer<S> withCareful(Solver accurate) {
        return new Trainer<>(
                engine,
                optimizer,
                optimizer.with(accurate),
                rates,
                schedule,
                limits,
                evaluator,
                stopRequested,
                listeners);
    }

    /**
     * {@return the same training, not yet begun, with a learning rate that changes}
     *
     * @param other instead of this schedule of rates
     */
    public Trainer<S> with(RateSchedule other) {
        return new Trainer<>(engine, optimizer, careful, other, schedule, limits, evaluator, stopRequested, listeners);
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
                if (limit.isEmpty() && due) {
                    limit = limits.exhausted(state);
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
        MiniBatch samples = schedule.batch(state.step());
        try (LinearizedBatch batch = engine.open(state.theta(), samples)) {
            OptimizerStep<S> made = method(state).step(state.theta(), batch, state.optimizer());
            PhaseTimes times = batch.clock().times();
            TrainingState<S> next = state.after(made, samples.size(), times.total());
            tell(StepRecord.of(next, samples.epoch() + 1, batch, made, times), next);
            return next;
        }
    }

    private Optimizer<S> method(TrainingState<S> state) {
        Optimizer<S> method = state.trust().isTried(state.step()) ? optimizer : careful;
        return method.scaled(rates.factor(state, schedule.stepsPerEpoch()));
    }

    private void tell(StepRecord record, TrainingState<S> next) {
        listeners.forEach(listener -> listener.onStep(record, next.theta()));
    }

    private TrainingState<S> evaluated(TrainingState<S> state) {
        EvaluationRecord evaluation = evaluator.evaluate(state, schedule.stepsPerEpoch());
        listeners.forEach(listener -> listener.onEvaluation(evaluation));
        return state.evaluated(evaluation, rates, evaluator.keepsBest());
    }

    private static TrainingResult result(TrainingResult.End end, String reason, TrainingState<?> state) {
        return new TrainingResult(
                end,
                reason,
                state.theta(),
                state.step(),
                state.seconds(),
                state.evaluation(),
                state.improvement().best());
    }
}
