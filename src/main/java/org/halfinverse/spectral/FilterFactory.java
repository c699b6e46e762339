package org.halfinverse.spectral;

import java.util.function.Function;
import org.halfinverse.physics.Parameters;

/**
 * Makes a spectral filter from settings. Every filter is an optimizer, {@code Δθ = −η V f(Λ) Uᵀ g}.
 *
 * <p>To add one: implement {@link SpectralFilter} and this interface, with a public constructor without arguments, and name
 * this class in {@code META-INF/services/org.halfinverse.spectral.FilterFactory}.
 */
public interface FilterFactory {
    /** {@return the name as {@code optimizer.type}} */
    String type();

    /**
     * Reads the settings of the filter. Those of all methods may stand side by side, so all are read.
     *
     * @param settings the {@code optimizer} block
     * @return makes f for a truncation
     */
    Function<Truncation, SpectralFilter> read(Parameters settings);

    /** {@code hig}: half-inverse gradients, {@code f(σ) = σ^(−κ)} with κ = ½ if nothing else is said. */
    final class HalfInverse implements FilterFactory {
        /** The factory. */
        public HalfInverse() {}

        @Override
        public String type() {
            return "hig";
        }

        @Override
        public Function<Truncation, SpectralFilter> read(Parameters settings) {
            double kappa = settings.realWithin("kappa", 0.5, 0, 1);
            return truncation -> new PowerFilter(kappa, truncation);
        }
    }

    /** {@code gauss-newton}: the truncated pseudo-inverse, {@code f(σ) = σ^(−1)}. */
    final class GaussNewton implements FilterFactory {
        /** The factory. */
        public GaussNewton() {}

        @Override
        public String type() {
            return "gauss-newton";
        }

        @Override
        public Function<Truncation, SpectralFilter> read(Parameters settings) {
            return truncation -> new PowerFilter(1, truncation);
        }
    }

    /** {@code top-k}: the pseudo-inverse on the k largest singular values. */
    final class Leading implements FilterFactory {
        /** The factory. */
        public Leading() {}

        @Override
        public String type() {
            return "top-k";
        }

        @Override
        public Function<Truncation, SpectralFilter> read(Parameters settings) {
            int rank = settings.positiveInteger("rank", 10);
            return truncation -> new LeadingFilter(rank, new PowerFilter(1, truncation));
        }
    }
}
