package org.halfinverse.problems;

/**
 * Complex tridiagonal systems {@code M w = z} of size N, one a column, that are solved together: M has ones beside its
 * diagonal d, whose entries all have a positive imaginary part.
 *
 * <p>{@code M = L D Lᵀ} with pivots {@code p_1 = d_1, p_j = d_j − 1/p_{j−1}}. Rows need not be exchanged: −1/p has the
 * imaginary part Im p/|p|², so that Im p_j ≥ Im d_j. With {@code r_j = 1/p_j}, the factors that are kept,
 *
 * <pre>
 *   t_j = r_j (z_j − t_{j−1}),   w_j = t_j − r_j w_{j+1}.
 * </pre>
 */
final class TridiagonalSystems {
    private final ComplexColumns reciprocals;
    /** In place of the row before the first. */
    private final double[] zeros;

    /**
     * Systems that are yet to be factorised.
     *
     * @param size N
     * @param columns largest number of systems
     */
    TridiagonalSystems(int size, int columns) {
        reciprocals = new ComplexColumns(size, columns);
        zeros = new double[columns];
    }

    /**
     * {@return the factors r, written by {@link #factorize}, or to be written with those of systems that were
     * factorised before; not a copy}
     */
    ComplexColumns factors() {
        return reciprocals;
    }

    /**
     * Factorises.
     *
     * @param columns number of systems
     * @param diagonals d
     */
    void factorize(int columns, ComplexColumns diagonals) {
        double[] beforeRe = zeros;
        double[] beforeIm = zeros;
        for (int j = 0; j < diagonals.re.length; j++) {
            double[] re = reciprocals.re[j];
            double[] im = reciprocals.im[j];
            invertPivots(columns, diagonals.re[j], diagonals.im[j], beforeRe, beforeIm, re, im);
            beforeRe = re;
            beforeIm = im;
        }
    }

    /**
     * Solves.
     *
     * @param columns number of systems
     * @param z right-hand sides
     * @param w overwritten with the solutions; may be z
     */
    void solve(int columns, ComplexColumns z, ComplexColumns w) {
        double[][] rRe = reciprocals.re;
        double[][] rIm = reciprocals.im;
        double[] beforeRe = zeros;
        double[] beforeIm = zeros;
        for (int j = 0; j < rRe.length; j++) {
            eliminate(columns, rRe[j], rIm[j], z.re[j], z.im[j], beforeRe, beforeIm, w.re[j], w.im[j]);
            beforeRe = w.re[j];
            beforeIm = w.im[j];
        }
        for (int j = rRe.length - 2; j >= 0; j--) {
            substitute(columns, rRe[j], rIm[j], w.re[j + 1], w.im[j + 1], w.re[j], w.im[j]);
        }
    }

    // Each of these loops has one index for all its arrays, which is what the compiler makes vector instructions of.

    /** {@code r_j = 1 / (d_j − r_{j−1})}. */
    private static void invertPivots(
            int columns, double[] dRe, double[] dIm, double[] beforeRe, double[] beforeIm, double[] rRe, double[] rIm) {
        for (int l = 0; l < columns; l++) {
            double re = dRe[l] - beforeRe[l];
            double im = dIm[l] - beforeIm[l];
            double inverse = 1 / (re * re + im * im);
            rRe[l] = re * inverse;
            rIm[l] = -im * inverse;
        }
    }

    /** {@code t_j = r_j (z_j − t_{j−1})}. */
    private static void eliminate(
            int columns,
            double[] rRe,
            double[] rIm,
            double[] zRe,
            double[] zIm,
            double[] beforeRe,
            double[] beforeIm,
            double[] tRe,
            double[] tIm) {
        for (int l = 0; l < columns; l++) {
            double re = zRe[l] - beforeRe[l];
            double im = zIm[l] - beforeIm[l];
            tRe[l] = rRe[l] * re - rIm[l] * im;
            tIm[l] = rRe[l] * im + rIm[l] * re;
        }
    }

    /** {@code w_j = t_j − r_j w_{j+1}}, where t was. */
    private static void substitute(
            int columns, double[] rRe, double[] rIm, double[] nextRe, double[] nextIm, double[] wRe, double[] wIm) {
        for (int l = 0; l < columns; l++) {
            double re = nextRe[l];
            double im = nextIm[l];
            wRe[l] -= rRe[l] * re - rIm[l] * im;
            wIm[l] -= rRe[l] * im + rIm[l] * re;
        }
    }
}
