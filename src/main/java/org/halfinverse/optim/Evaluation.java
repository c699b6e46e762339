package org.halfinverse.optim;

import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;

/**
 * The loss of one mini-batch at one θ, and what optimizers may ask about it. What is not asked for is not computed.
 */
public interface Evaluation {
    /**
     * Number of samples b in this mini-batch.
     *
     * @return at least 1
     */
    long samples();

    /**
     * The mini-batch loss.
     *
     * @return L(θ)
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or derivative is not finite
     */
    double loss();

    /**
     * The loss of the same mini-batch at another θ, by a pass over its samples.
     *
     * @param theta n entries; not changed
     * @return L, finite or not
     */
    double lossAt(double[] theta);

    /**
     * The gradient of the mini-batch loss, {@code Jᵀg}.
     *
     * @return n entries; not to be changed
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or derivative is not finite
     */
    double[] gradient();

    /**
     * The gradient of the distance of the controls from those that an inverse of the simulator aims at, held fixed:
     * {@code (2/b) Σ_i (∂u_i/∂θ)ᵀ (u_i − u_i*)} with {@code u_i* = u_i − S_i⁺ ∂L/∂y_i}, L the mean loss.
     *
     * @param cutoff singular values of S_i up to this share of its largest one are left out
     * @return n entries; not to be changed
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or derivative is not finite
     */
    double[] inversionGradient(double cutoff);

    /**
     * The filtered direction {@code V f(Λ) Uᵀ g}, by whatever solver the experiment chose.
     *
     * @param filter f
     * @return the direction and what was kept of the spectrum
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or derivative is not finite
     */
    SpectralStep spectralStep(SpectralFilter filter);
}
