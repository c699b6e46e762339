package org.halfinverse.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Floating-point operations that a benchmark does: multiplications and additions of its algorithm, as its paper counts
 * them. Beside calls a second JMH then reports operations a second, in the counter of the cores that it had.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Flops {
    /** Smaller decompositions than this one run on one core: LAPACK gains nothing from more. */
    private static final int ALL_CORES_FROM = 3000;

    /** Done by a kernel that runs on one core. */
    public double oneCore;

    /** Done by a kernel that runs on all cores. */
    public double allCores;

    /** Adds those of a decomposition of that size. */
    void decomposition(int size, double operations) {
        if (size < ALL_CORES_FROM) {
            oneCore += operations;
        } else {
            allCores += operations;
        }
    }
}
