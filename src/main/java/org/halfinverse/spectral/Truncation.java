package org.halfinverse.spectral;

import java.io.Serializable;

/**
 * Which singular values are kept. Those below the cut-off are discarded, not clamped: their vectors are the
 * unreliable ones.
 *
 * @param tau τ, not negative
 * @param relative whether the cut-off is τ·σ_max ({@code σ ≤ τ σ_max} is dropped) or τ ({@code σ < τ} is dropped)
 */
public record Truncation(double tau, boolean relative) implements Serializable {
    /** Checks τ. {@inheritDoc} */
    public Truncation {
        if (!(tau >= 0) || Double.isInfinite(tau)) {
            throw new IllegalArgumentException("tau must be 0 or positive, not " + tau);
        }
    }

    /**
     * {@return whether a singular value is kept, which zero never is: f(σ) applies if it is, else it is 0 instead}
     *
     * @param sigma σ
     * @param sigmaMax the largest one
     */
    public boolean keeps(double sigma, double sigmaMax) {
        return sigma > 0 && (relative ? sigma > tau * sigmaMax : sigma >= tau);
    }

    /**
     * {@return the singular value below which none is kept, τ·σ_max or τ}
     *
     * @param sigmaMax the largest one
     */
    public double cutOff(double sigmaMax) {
        return relative ? tau * sigmaMax : tau;
    }

    /**
     * {@return how many singular values are kept, 0 … {@code sigmas.length}}
     *
     * @param sigmas singular values, descending
     */
    public int rank(double[] sigmas) {
        int rank = 0;
        while (rank < sigmas.length && keeps(sigmas[rank], sigmas[0])) {
            rank++;
        }
        return rank;
    }
}
