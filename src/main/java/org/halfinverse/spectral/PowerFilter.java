package org.halfinverse.spectral;

import java.util.OptionalDouble;

/**
 * {@code f(σ) = σ^(−κ)} where σ is kept: the half-inverse at κ = ½, Gauss–Newton at 1, all kept directions alike at
 * 0 (Schnell, Holl, Thuerey, ICLR 2022, section 2.2).
 *
 * @param kappa κ in [0, 1]
 * @param truncation what is kept
 */
public record PowerFilter(double kappa, Truncation truncation) implements SpectralFilter {
    /** Checks κ. {@inheritDoc} */
    public PowerFilter {
        if (!(kappa >= 0 && kappa <= 1)) {
            throw new IllegalArgumentException("kappa must lie in [0, 1], not " + kappa);
        }
    }

    @Override
    public OptionalDouble exponent() {
        return OptionalDouble.of(kappa);
    }

    @Override
    public double gain(double sigma) {
        return StrictMath.pow(sigma, -kappa);
    }
}
