package org.halfinverse.optim;

/**
 * A training method as data and two pure functions: {@code init} gives a state, {@code step} the change of θ and the
 * next state. Nothing else is remembered, so a checkpoint is just θ and the state.
 *
 * <p>To add one: implement this interface in one file, add its name where the experiment wires optimizers, and a
 * test.
 *
 * @param <S> the state, immutable; its arrays are never changed once it is made
 */
public interface Optimizer<S> {
    /**
     * The state before the first step.
     *
     * @param parameters n
     * @return a state
     */
    S init(int parameters);

    /**
     * One step.
     *
     * @param theta θ, n entries; not changed
     * @param evaluation the mini-batch at θ
     * @param state of the steps before
     * @return Δθ and the next state
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or derivative is not finite
     */
    OptimizerStep<S> step(double[] theta, Evaluation evaluation, S state);

    /**
     * The state as numbers.
     *
     * @param state any that {@link #init} or {@link #step} returned
     * @return all of it: {@link #restore} makes a state from it that leads to the same steps, bit for bit
     */
    SavedState save(S state);

    /**
     * The state that was saved.
     *
     * @param parameters n
     * @param saved by this optimizer
     * @return a state equal to the one saved
     * @throws IllegalArgumentException if these numbers are no state of this optimizer, with the reason
     */
    S restore(int parameters, SavedState saved);
}
