package org.halfinverse.spectral;

import java.util.Locale;

/** The parts of a training step whose times are recorded. */
public enum Phase {
    /** Forward, simulation and backward passes over the samples. */
    LINEARIZE,
    /** Bringing the blocks' contributions together. */
    REDUCE,
    /** Singular values and vectors, and the filter. */
    DECOMPOSE,
    /** What the optimizer does with its direction. */
    UPDATE;

    /** {@return the name in metrics, tables and figures} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
