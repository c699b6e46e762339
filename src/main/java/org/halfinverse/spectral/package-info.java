/**
 * Spectral filters f and the solvers that apply {@code V f(Λ) Uᵀ} to the loss gradient, for {@code J = U Λ Vᵀ}.
 *
 * <p>A mini-batch linearised at θ and a filter flow in; a direction flows out, with the spectrum that was seen and an estimate of
 * the direction's error. {@code f(σ) = σ^(−κ)} with κ = 1/2 is the half-inverse (Schnell, Holl and Thuerey, ICLR 2022).
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.spectral;

import org.jspecify.annotations.NullMarked;
