package org.halfinverse.spectral;

/**
 * {@code f(σ) = σ / (σ² + μ)} where σ is kept, so that {@code V f(Λ) Uᵀ g = (JᵀJ + μI)⁻¹ Jᵀg} if all are: 1/σ where
 * σ² is large against μ, σ/μ where it is small (Levenberg, Quart. Appl. Math. 2, 1944; Marquardt, J. SIAM 11, 1963).
 *
 * @param mu μ, positive
 * @param truncation what is kept
 */
public record DampedFilter(double mu, Truncation truncation) implements SpectralFilter {
    /** Checks μ. {@inheritDoc} */
    public DampedFilter {
        if (!(mu > 0) || Double.isInfinite(mu)) {
            throw new IllegalArgumentException("mu must be positive and finite, not " + mu);
        }
    }

    @Override
    public double gain(double sigma) {
        return 1 / (sigma + mu / sigma); // σ² might overflow
    }
}
