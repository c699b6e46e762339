package org.halfinverse.network;

import java.io.Serializable;

/**
 * An affine map of each column to mean 0 and standard deviation 1 over the training samples: {@code (v_j − μ_j) / σ_j}.
 *
 * @param means μ, one a column
 * @param scales σ, one a column, positive
 */
public record Standardization(double[] means, double[] scales) implements Serializable {
    /** Checks that the map exists and can be undone. {@inheritDoc} */
    public Standardization {
        if (means.length != scales.length) {
            throw new IllegalArgumentException(
                    "a standardisation has " + means.length + " means, but " + scales.length + " scales");
        }
        for (int j = 0; j < means.length; j++) {
            if (!Double.isFinite(means[j]) || !(scales[j] > 0) || Double.isInfinite(scales[j])) {
                throw new IllegalArgumentException("column " + j + " has mean " + means[j] + " and scale " + scales[j]
                        + "; both must be finite, and the scale positive");
            }
        }
    }

    /**
     * The map that belongs to moments. A column that is constant, up to the rounding of its mean, is only shifted.
     *
     * @param means of the columns
     * @param deviations of the columns, 0 or positive
     * @return the map
     */
    public static Standardization of(double[] means, double[] deviations) {
        double[] scales = new double[deviations.length];
        for (int j = 0; j < scales.length; j++) {
            boolean constant = deviations[j] <= 8 * Math.ulp(means[j]);
            scales[j] = constant ? 1 : deviations[j];
        }
        return new Standardization(means, scales);
    }

    /** {@return number of columns} */
    public int width() {
        return means.length;
    }

    /**
     * {@return the new values that the map gives}
     *
     * @param values row-major with {@link #width} columns
     */
    public double[] apply(double[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int column = i % means.length;
            result[i] = (values[i] - means[column]) / scales[column];
        }
        return result;
    }
}
