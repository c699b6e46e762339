package org.halfinverse.loss;

import java.util.List;

/** The losses that configurations may name, each by its label. */
public final class NamedLosses {
    private static final List<Loss> ALL = List.of(SquaredError.HALF, SquaredError.FULL, new Infidelity());

    private NamedLosses() {}

    /** {@return all of them, losses of different labels} */
    public static List<Loss> all() {
        return ALL;
    }
}
