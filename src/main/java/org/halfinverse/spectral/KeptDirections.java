package org.halfinverse.spectral;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The right singular vectors V that a step kept, as the projection {@code P = V Vᵀ}: what of the parameters the mini-batch
 * spoke of.
 */
@FunctionalInterface
public interface KeptDirections {
    /**
     * {@return {@code P x}, the share of a vector in the span of the kept directions, n entries}
     *
     * @param x n entries; not changed
     */
    double[] share(double[] x);

    /**
     * {@return the leading singular vectors of a decomposition}
     *
     * @param rank how many are kept
     * @param coordinates {@code Vᵀ x}, as many entries as vectors, which may be overwritten
     * @param combine {@code V c}
     */
    static KeptDirections leading(int rank, UnaryOperator<double[]> coordinates, UnaryOperator<double[]> combine) {
        return x -> {
            double[] shares = coordinates.apply(x);
            Arrays.fill(shares, rank, shares.length, 0);
            return combine.apply(shares);
        };
    }
}
