package org.halfinverse.optim;

import java.util.Optional;
import org.halfinverse.spectral.Spectrum;

/**
 * The outcome of one step.
 *
 * @param <S> state of the optimizer
 * @param update Δθ, n entries, to be added to θ
 * @param learningRate η of this step
 * @param state for the next step
 * @param spectrum what was kept of the singular values, where the method looks at them
 */
public record OptimizerStep<S>(double[] update, double learningRate, S state, Optional<Spectrum> spectrum) {}
