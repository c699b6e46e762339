package org.halfinverse.train;

import java.util.Optional;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.optim.Optimizer;
import org.halfinverse.optim.OptimizerStep;
import org.halfinverse.spectral.SolverTrust;

/**
 * All that a training needs to go on. Whatever is random is a function of the seed and a number that follows from the
 * steps made, so that no state of a generator belongs to it.
 *
 * @param <S> state of the optimizer
 * @param theta θ, n entries; never changed once the state is made
 * @param optimizer what the optimizer remembers
 * @param step steps made
 * @param samples training samples seen, repetitions counted
 * @param seconds training time, evaluation left out
 * @param evaluation the last one made, if there was any
 * @param trust in the cheap one of two solvers
 * @param improvement what the evaluations have found
 */
public record TrainingState<S extends Record>(
        double[] theta,
        S optimizer,
        long step,
        long samples,
        double seconds,
        Optional<EvaluationRecord> evaluation,
        SolverTrust trust,
        Improvement improvement) {
    /**
     * {@return the state before the first step, without any step or evaluation}
     *
     * @param <S> state of the optimizer
     * @param theta θ₀, n entries; copied
     * @param optimizer the method
     */
    public static <S extends Record> TrainingState<S> initial(double[] theta, Optimizer<S> optimizer) {
        return new TrainingState<>(
                theta.clone(),
                optimizer.init(theta.length),
                0,
                0,
                0,
                Optional.empty(),
                SolverTrust.FULL,
                Improvement.NONE);
    }

    /** The state after a step on some samples. */
    TrainingState<S> after(OptimizerStep<S> made, long seen, double duration) {
        double[] moved = theta.clone();
        Vectors.addScaled(1, made.update(), moved);
        return new TrainingState<>(
                moved,
                made.state(),
                step + 1,
                samples + seen,
                seconds + duration,
                evaluation,
                trust.after(step, made.spectrum()),
                improvement);
    }

    TrainingState<S> evaluated(EvaluationRecord latest, RateSchedule rates, boolean keepsBest) {
        return new TrainingState<>(
                theta,
                optimizer,
                step,
                samples,
                seconds,
                Optional.of(latest),
                trust,
                improvement.after(latest, theta, rates, keepsBest));
    }

    boolean isEvaluated() {
        return evaluation.filter(latest -> latest.step() == step).isPresent();
    }
}
