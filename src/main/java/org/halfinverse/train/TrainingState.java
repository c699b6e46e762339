package org.halfinverse.train;

/**
 * All that a training needs to go on.
 *
 * @param <S> state of the optimizer
 * @param theta θ, n entries; never changed once the state is made
 * @param optimizer what the optimizer remembers
 * @param step steps made
 * @param samples training samples seen, repetitions counted
 * @param seconds training time, evaluation left out
 */
public record TrainingState<S>(double[] theta, S optimizer, long step, long samples, double seconds) {}
