package org.halfinverse.optim;

import org.halfinverse.linalg.Vectors;
import org.halfinverse.spectral.KeptDirections;

/**
 * What a step keeps of the change of θ before it, Δθ₋₁.
 *
 * @param factor μ in [0, 1); 0 keeps nothing
 * @param kind which part of it
 */
public record Momentum(double factor, Kind kind) {
    /** Which part of the last change is kept. */
    public enum Kind {
        /** All of it, {@code μ Δθ₋₁} (Polyak, USSR Comput. Math. Math. Phys. 4, 1964). */
        HEAVY_BALL,
        /**
         * What this mini-batch says nothing of, {@code μ (I − V Vᵀ) Δθ₋₁} with the right singular vectors V that were kept: the
         * step solves the mini-batch as it would without momentum, and of all such steps takes the one nearest to μ Δθ₋₁ (SPRING:
         * Goldshlager, Abrahamsen, Lin, J. Comput. Phys. 516, 2024, there for a damped inverse).
         */
        SPRING
    }

    /** Checks the factor. {@inheritDoc} */
    public Momentum {
        if (!(factor >= 0 && factor < 1)) {
            throw new IllegalArgumentException("momentum must lie in [0, 1), not " + factor);
        }
    }

    /** {@return whether anything is kept} */
    public boolean isPresent() {
        return factor > 0;
    }

    /** A direction with what is kept of the last change. */
    double[] with(double[] direction, double[] last, KeptDirections kept) {
        double[] carried = direction.clone();
        Vectors.addScaled(factor, last, carried);
        if (kind == Kind.SPRING) {
            Vectors.addScaled(-factor, kept.share(last), carried);
        }
        return carried;
    }
}
