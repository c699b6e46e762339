package org.halfinverse.physics;

import org.hipparchus.CalculusFieldElement;

/** Promises one output and puts out its two controls. */
public final class TooManyOutputs extends AutodiffSimulator {
    private static final long serialVersionUID = 1L;

    /** What a user is told. */
    public static final String SENTENCE =
            "org.halfinverse.physics.TooManyOutputs puts out 2 entries, but its output size is 1";

    public TooManyOutputs() {
        super(1, 2, 1);
    }

    @Override
    protected <T extends CalculusFieldElement<T>> T[] simulate(T[] state, T[] control) {
        return control;
    }
}
