package org.halfinverse.benchmarks;

import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;

/** Inputs that are the same in every run. */
final class Numbers {
    /** Of the size of those of σ_min/σ_max in a Jacobian near the end of a training. */
    private static final double CONDITION = 1e-6;

    private Numbers() {}

    /** Uniform in [−1, 1). */
    static double[] uniform(int count) {
        return CounterRandom.of(1, Stream.DERIVATIVE_CHECK, count)
                .doubles(count, -1, 1)
                .toArray();
    }

    /** A matrix whose columns become smaller evenly on a logarithmic scale, and with them its singular values. */
    static double[] decaying(int rows, int columns) {
        double[] matrix = uniform(rows * columns);
        for (int entry = 0; entry < matrix.length; entry++) {
            matrix[entry] *= Math.pow(CONDITION, (double) (entry % columns) / columns);
        }
        return matrix;
    }
}
