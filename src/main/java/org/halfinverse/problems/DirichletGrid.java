package org.halfinverse.problems;

import java.io.Serializable;
import org.halfinverse.linalg.Gemm;

/**
 * A uniform grid on a line or a square, fields on which are zero at the boundary, and the sine modes that diagonalise
 * its Laplacian.
 *
 * <p>With N interior points a side and spacing h, in each direction
 *
 * <pre>
 *   s_k(j) = √(2/(N+1)) sin(π j k/(N+1)),   (s_k(j−1) − 2 s_k(j) + s_k(j+1))/h² = −λ_k s_k(j),
 *   λ_k = (4/h²) sin²(π k/(2(N+1))),   j, k = 1 … N.
 * </pre>
 *
 * The matrix of modes is symmetric and orthogonal, hence its own inverse. On a square a mode is a product s_k s_l, with
 * eigenvalue λ_k + λ_l; fields and lists of modes are row-major, N × N.
 *
 * @param points N, interior points a side
 * @param dimensions 1 or 2
 * @param spacing h
 */
record DirichletGrid(int points, int dimensions, double spacing) implements Serializable {
    private static final int MOST_POINTS = 1024; // N² numbers of the modes, and of a field on a square: 8 MiB each

    /** Checks that there is such a grid. */
    DirichletGrid {
        if (points < 1 || dimensions < 1 || dimensions > 2 || !(spacing > 0)) {
            throw new IllegalArgumentException("a grid needs a point or more a side, 1 or 2 dimensions and a positive"
                    + " spacing, not " + points + ", " + dimensions + " and " + spacing);
        }
        if (points > MOST_POINTS) {
            throw new IllegalArgumentException("a grid has at most " + MOST_POINTS + " points a side, not " + points);
        }
    }

    /**
     * {@return the grid of the unit interval or square, with h = 1/(N+1)}
     *
     * @param points N
     * @param dimensions 1 or 2
     */
    static DirichletGrid unit(int points, int dimensions) {
        return new DirichletGrid(points, dimensions, 1.0 / (points + 1.0));
    }

    /** Number of values of a field: N or N². */
    int size() {
        return dimensions == 1 ? points : points * points;
    }

    /** The modes of one direction, N × N: column k is s_k. */
    double[] modes() {
        double[] modes = new double[points * points];
        double norm = StrictMath.sqrt(2.0 / (points + 1));
        for (int j = 0; j < points; j++) {
            for (int k = 0; k < points; k++) {
                modes[j * points + k] = norm * StrictMath.sin(Math.PI * (j + 1) * (k + 1) / (points + 1));
            }
        }
        return modes;
    }

    /** The eigenvalues of the negative Laplacian, one a mode: λ_k, or λ_k + λ_l. */
    double[] eigenvalues() {
        double[] alongOne = new double[points];
        for (int k = 0; k < points; k++) {
            double sine = StrictMath.sin(Math.PI * (k + 1) / (2 * (points + 1.0)));
            alongOne[k] = 4 / (spacing * spacing) * sine * sine;
        }
        if (dimensions == 1) {
            return alongOne;
        }
        double[] eigenvalues = new double[size()];
        for (int k = 0; k < points; k++) {
            for (int l = 0; l < points; l++) {
                eigenvalues[k * points + l] = alongOne[k] + alongOne[l];
            }
        }
        return eigenvalues;
    }

    /**
     * Multiplies fields by a matrix along each dimension: F A on a line, A F A on a square.
     *
     * @param matrix A, N × N, symmetric
     * @param count number of fields
     * @param fields one after the other
     * @param results overwritten with the products
     */
    void multiplyAlongEach(double[] matrix, int count, double[] fields, double[] results) {
        if (dimensions == 1) {
            Gemm.multiply(count, points, points, fields, 0, matrix, 0, 0, results, 0);
            return;
        }
        double[] alongRows = new double[fields.length];
        Gemm.multiply(count * points, points, points, fields, 0, matrix, 0, 0, alongRows, 0);
        for (int field = 0; field < count; field++) {
            int start = field * points * points;
            Gemm.multiply(points, points, points, matrix, 0, alongRows, start, 0, results, start);
        }
    }

    /**
     * Amplitudes of a smooth field, one a mode: {@code |k|^(−decay)}, where |k|² = k² or k² + l².
     *
     * @param decay 0 for noise; the larger, the smoother
     */
    double[] powerLaw(double decay) {
        double[] amplitudes = new double[size()];
        for (int mode = 0; mode < amplitudes.length; mode++) {
            double k = mode % points + 1;
            double l = dimensions == 1 ? 0 : mode / points + 1;
            amplitudes[mode] = StrictMath.pow(k * k + l * l, -decay / 2);
        }
        return amplitudes;
    }
}
