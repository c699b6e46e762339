package org.halfinverse.loss;

import java.util.List;

/** The losses that configurations may name, each by its label. */
public final class NamedLosses {
    private static final List<Loss> ALL = List.of(SquaredError.HALF, SquaredError.FULL, new Infidelity());

    private NamedLosses() {}

    /**
     * All of them.
     *
     * @return losses of different labels
     */
    public static List<Loss> all() {
        return ALL;
    }
}
