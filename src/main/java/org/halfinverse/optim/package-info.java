/**
 * Optimizers as data: {@code init} gives a state, {@code step} a new state and the change of θ.
 *
 * <p>A mini-batch at θ flows in, {@code Δθ} and the next state flow out. Spectral descent takes half-inverse gradients (Schnell,
 * Holl and Thuerey, ICLR 2022), Gauss–Newton steps or others by its filter; Levenberg–Marquardt, Adam, gradient descent and
 * scale-invariant physics (Holl, Koltun and Thuerey, NeurIPS 2022) stand beside it.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.optim;

import org.jspecify.annotations.NullMarked;
