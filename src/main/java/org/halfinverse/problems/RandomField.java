package org.halfinverse.problems;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/**
 * A law of random fields that are zero at the boundary: sine modes with independent normal coefficients,
 *
 * <pre>
 *   v = Σ_k a_k ξ_k s_k,   ξ_k ~ N(0, 1),   E[mean v²] = Σ_k a_k² / number of points.
 * </pre>
 *
 * A drawn field is summed by plain loops, so that it does not depend on the BLAS in use.
 */
final class RandomField implements Serializable {
    private final int points;
    private final double[] modes;
    private final double[] amplitudes;

    /**
     * A law with given proportions of the modes.
     *
     * @param grid of the fields
     * @param spectrum proportions of a_k, one a mode
     * @param rms root of the expected mean square of a field
     */
    RandomField(DirichletGrid grid, double[] spectrum, double rms) {
        points = grid.points();
        modes = grid.modes();
        double power = 0;
        for (double amplitude : spectrum) {
            power += amplitude * amplitude;
        }
        double scale = rms * Math.sqrt(spectrum.length / power);
        amplitudes = new double[spectrum.length];
        for (int mode = 0; mode < amplitudes.length; mode++) {
            amplitudes[mode] = scale * spectrum[mode];
        }
    }

    /**
     * Draws a field.
     *
     * @param random the sample's own generator
     * @param target where the field is written
     * @param offset from which entry on
     */
    void draw(RandomGenerator random, double[] target, int offset) {
        int rows = amplitudes.length / points;
        double[] coefficients = new double[amplitudes.length];
        for (int mode = 0; mode < coefficients.length; mode++) {
            coefficients[mode] = amplitudes[mode] * random.nextGaussian();
        }
        double[] alongRows = rows == 1 ? coefficients : new double[coefficients.length];
        for (int j = 0; rows > 1 && j < points; j++) {
            for (int k = 0; k < points; k++) {
                for (int l = 0; l < points; l++) {
                    alongRows[j * points + l] += modes[j * points + k] * coefficients[k * points + l];
                }
            }
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < points; j++) {
                double sum = 0;
                for (int l = 0; l < points; l++) {
                    sum += alongRows[i * points + l] * modes[l * points + j];
                }
                target[offset + i * points + j] = sum;
            }
        }
    }
}
