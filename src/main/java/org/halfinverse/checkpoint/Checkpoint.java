package org.halfinverse.checkpoint;

import java.util.Optional;
import org.halfinverse.optim.Optimizer;
import org.halfinverse.optim.SavedState;
import org.halfinverse.spectral.SolverTrust;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.Improvement;
import org.halfinverse.train.TrainingState;

/**
 * A training after one of its steps, in numbers. The position in the data, the order of the samples and all that is
 * drawn follow from the seed and the number of steps.
 *
 * @param theta θ, n entries; never changed once it is in here
 * @param optimizer what the optimizer remembers
 * @param step steps made
 * @param samples training samples seen, repetitions counted
 * @param seconds training time
 * @param evaluation the last one made, if there was any
 * @param trust in the cheap one of two solvers
 * @param improvement what the evaluations have found
 * @param metricsBytes length of the metrics up to this step
 */
public record Checkpoint(
        double[] theta,
        SavedState optimizer,
        long step,
        long samples,
        double seconds,
        Optional<EvaluationRecord> evaluation,
        SolverTrust trust,
        Improvement improvement,
        long metricsBytes) {
    /**
     * {@return the checkpoint of a state, all of it in numbers}
     *
     * @param state of the training
     * @param metricsBytes length of the metrics up to this step
     */
    public static Checkpoint of(TrainingState<?> state, long metricsBytes) {
        return new Checkpoint(
                state.theta(),
                SavedState.of(state.optimizer()),
                state.step(),
                state.samples(),
                state.seconds(),
                state.evaluation(),
                state.trust(),
                state.improvement(),
                metricsBytes);
    }

    /**
     * {@return the state from which the training goes on}
     *
     * @param <S> state of the optimizer
     * @param method that made the checkpoint
     * @throws IllegalArgumentException if the numbers are no state of this method
     */
    public <S extends Record> TrainingState<S> state(Optimizer<S> method) {
        return new TrainingState<>(
                theta,
                optimizer.restore(method.init(theta.length), theta.length),
                step,
                samples,
                seconds,
                evaluation,
                trust,
                improvement);
    }
}
