package org.halfinverse.spectral;

import java.util.OptionalDouble;

/**
 * Another filter, for the k largest singular values at most: {@code f(σ_i)} if {@code i ≤ k}, else 0.
 *
 * @param most k
 * @param filter f, which may keep fewer
 */
public record LeadingFilter(int most, SpectralFilter filter) implements SpectralFilter {
    /** Checks k. {@inheritDoc} */
    public LeadingFilter {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 singular value must be let through, not " + most);
        }
    }

    @Override
    public int rank(double[] sigmas) {
        return Math.min(most, filter.rank(sigmas));
    }

    @Override
    public OptionalDouble exponent() {
        return filter.exponent();
    }

    @Override
    public double gain(double sigma) {
        return filter.gain(sigma);
    }

    @Override
    public Truncation truncation() {
        return filter.truncation();
    }
}
