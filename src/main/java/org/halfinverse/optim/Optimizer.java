package org.halfinverse.optim;

import java.util.Optional;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.Solver;

/**
 * A training method as data and two pure functions: {@code init} gives a state, {@code step} the change of θ and the
 * next state. Nothing else is remembered, so a checkpoint is just θ and the state, which {@link SavedState} stores by the
 * names of its components.
 *
 * <p>To add one: implement this interface and an {@link OptimizerFactory} in one file, name the factory in the registry,
 * and add a test.
 *
 * @param <S> the state, immutable; its arrays are never changed once it is made, and its constructor refuses what no step can
 *     have led to, since it may come from a file
 */
public interface Optimizer<S extends Record> {
    /**
     * {@return the state before the first step}
     *
     * @param parameters n
     */
    S init(int parameters);

    /**
     * {@return one step: Δθ and the next state}
     *
     * @param theta θ, n entries; not changed
     * @param batch the mini-batch at θ
     * @param state of the steps before
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or derivative is not finite
     */
    OptimizerStep<S> step(double[] theta, LinearizedBatch batch, S state);

    /**
     * {@return the same method by another solver; this one if it decomposes nothing}
     *
     * @param solver for the spectral filter
     */
    default Optimizer<S> with(Solver solver) {
        return this;
    }

    /**
     * The same method with another learning rate, for one step: schedules ask for it. Methods in which a step is not
     * proportional to η, or that remember steps, say here what it means for them.
     *
     * @param factor of η, positive
     * @return the method with factor · η; here one whose steps are multiplied by the factor
     */
    default Optimizer<S> scaled(double factor) {
        return factor == 1 ? this : new ScaledOptimizer<>(this, factor);
    }

    /** {@return whether the method looks at singular values, and so needs a solver} */
    default boolean isSpectral() {
        return false;
    }

    /**
     * The same method with another dependence on the size of the mini-batch.
     *
     * @param reduction of the mini-batch loss
     * @param reference the size of mini-batch for which η holds as given
     * @return the method whose step depends on the size only through what the samples say; empty if none is known
     */
    default Optional<Optimizer<S>> invariant(LossReduction reduction, long reference) {
        return Optional.empty();
    }
}
