package org.halfinverse.problems;

import java.util.List;
import java.util.stream.Stream;

/** The problems that draw their samples in Java, by their types, for tests of each. */
public final class BuiltInProblems {
    static final List<String> TYPES = List.of(
            "toy",
            "oscillators-linear",
            "oscillators-nonlinear",
            "quantum-dipole",
            "poisson",
            "heat-inversion",
            "burgers-control");

    private BuiltInProblems() {}

    /** All of them. */
    public static Stream<String> types() {
        return TYPES.stream();
    }
}
