package org.halfinverse.spectral;

import java.util.Map;

/**
 * Where the time of a step went.
 *
 * @param total seconds that it took, the sum of its parts but for rounding
 * @param parts seconds by phase
 */
public record PhaseTimes(double total, Map<Phase, Double> parts) {
    /** Copies the parts. {@inheritDoc} */
    public PhaseTimes {
        parts = Map.copyOf(parts);
    }

    /**
     * {@return the seconds that went into a phase}
     *
     * @param phase any
     */
    public double seconds(Phase phase) {
        return parts.getOrDefault(phase, 0.0);
    }
}
