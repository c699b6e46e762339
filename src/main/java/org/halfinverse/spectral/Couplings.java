package org.halfinverse.spectral;

import org.halfinverse.linalg.Vectors;

/**
 * What is beside the diagonal of {@code H = Λ + C}, of which k columns are known and with them as many rows, and what it makes
 * of {@code φ(H) c}.
 *
 * <p>Between vectors that are kept φ is smooth, and the first order in C with the divided differences of {@link Phi} is
 * enough. Where one is kept and the other one dropped, C turns them into each other, and the second order counts as well:
 *
 * <pre>
 *   X_ij = C_ij / (λ_j − λ_i)
 *   φ(H) c = exp(X) (φ(Λ) exp(−X) c + Σ_j φ[λ_i, λ_j] C_ij c_j)
 * </pre>
 *
 * with the first three terms of exp, X where just one of i and j is kept, and the sum over those of which both are (the expansion
 * of Schrieffer and Wolff, Phys. Rev. 149, 1966). What those couple of which no column is known is not in it.
 */
final class Couplings {
    /**
     * By how much errors exceed what unknown couplings would make if they were of the size of the known ones. Decompositions leave
     * larger ones among the smallest eigenvalues: measured on matrices of 500 columns it is up to 30, and errors may be ten times
     * their estimate.
     */
    private static final double UNSEEN = 10;

    private final int first;
    private final int count;
    private final double[] lambdas;
    private final double[] phis;
    private final double[] c;
    /** X, its known columns, n × k, row-major. */
    private final double[] generator;
    /** What vectors couple that are both kept, n entries. */
    private final double[] smooth;
    /** The sums of its terms' squares. */
    private final double[] smoothSquares;
    /** By how much C may shift eigenvalues. */
    private final double[] shifts;
    /** Squared angles by which C turns vectors. */
    private final double[] turns;

    /**
     * The couplings of some vectors.
     *
     * @param first number of the first known column
     * @param count k
     * @param h columns of H, n × k, row-major; overwritten, and kept
     * @param lambdas the diagonal of H, n entries
     * @param phis φ of these, 0 for those that are dropped
     * @param phi φ
     * @param c n coordinates
     */
    Couplings(int first, int count, double[] h, double[] lambdas, double[] phis, Phi phi, double[] c) {
        int n = lambdas.length;
        this.first = first;
        this.count = count;
        this.lambdas = lambdas;
        this.phis = phis;
        this.c = c;
        this.generator = h;
        this.smooth = new double[n];
        this.smoothSquares = new double[n];
        this.shifts = new double[n];
        this.turns = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = first; j < first + count; j++) {
                int at = i * count + j - first;
                double entry = h[at];
                h[at] = 0;
                if (j != i && entry != 0) {
                    h[at] = couple(i, j, entry, phi);
                }
            }
        }
    }

    /** Adds an entry of C, in a known column; returns that of X. */
    private double couple(int i, int j, double entry, Phi phi) {
        double gap = lambdas[j] - lambdas[i];
        double x = 0;
        double turn = 0;
        if (phis[i] != 0 && phis[j] != 0) {
            double slope = phi.slope(lambdas[i], phis[i], lambdas[j], phis[j]) * entry;
            addSmooth(i, slope * c[j]);
            if (isUnknown(i)) {
                addSmooth(j, slope * c[i]);
            }
            turn = entry / Math.max(lambdas[i], lambdas[j]);
        } else if (phis[i] != 0 || phis[j] != 0) {
            x = entry / Phi.gap(gap, entry);
            turn = x;
        }
        double shift = Phi.shift(gap, entry);
        addTurn(i, turn, shift);
        if (isUnknown(i)) {
            addTurn(j, turn, shift);
        }
        return x;
    }

    /** Whether column i is not known, so that entries beside known ones are met once, and not twice. */
    private boolean isUnknown(int i) {
        return i < first || i >= first + count;
    }

    private void addSmooth(int i, double term) {
        smooth[i] += term;
        smoothSquares[i] += square(term);
    }

    private static double square(double x) {
        return x * x;
    }

    private void addTurn(int i, double turn, double shift) {
        turns[i] += square(turn);
        shifts[i] += shift;
    }

    /** {@return {@code φ(H) c}, n entries} */
    double[] applied() {
        double[] inner = turned(-1, c);
        for (int i = 0; i < inner.length; i++) {
            inner[i] = phis[i] * inner[i] + smooth[i];
        }
        return turned(1, inner);
    }

    /** {@code exp(±X) v}. */
    private double[] turned(int sign, double[] v) {
        double[] once = product(v);
        double[] result = v.clone();
        Vectors.addScaled(sign, once, result);
        Vectors.addScaled(0.5, product(once), result);
        return result;
    }

    /** {@code X v}. */
    private double[] product(double[] v) {
        double[] result = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            boolean unknown = isUnknown(i);
            for (int j = first; j < first + count; j++) {
                double x = generator[i * count + j - first];
                result[i] += x * v[j];
                if (unknown) {
                    result[j] -= x * v[i];
                }
            }
        }
        return result;
    }

    /** {@return by how much each eigenvalue may be shifted, n sums} */
    double[] shifts() {
        return shifts;
    }

    /**
     * {@return by how much each coordinate of {@link #applied} may be wrong}
     *
     * @param cut number of the first vector of the block that is diagonal to second order
     */
    double[] errors(int cut) {
        double[] errors = unseen(cut);
        for (int i = 0; i < errors.length; i++) {
            errors[i] = UNSEEN * Math.sqrt(errors[i]) + (i >= cut && i < first + count ? acrossTheCut(i, cut) : 0);
        }
        return errors;
    }

    /**
     * Squares of what is lost with unknown columns. They turn what the known ones make about as far again as those turn the vectors.
     */
    private double[] unseen(int cut) {
        double[] squares = new double[c.length];
        for (int i = 0; i < c.length; i++) {
            double itself = square(turns[i] * phis[i] * c[i]);
            squares[i] += turns[i] * smoothSquares[i] + (i < cut ? itself : turns[i] * itself);
            boolean unknown = isUnknown(i);
            for (int j = first; j < first + count; j++) {
                double x = generator[i * count + j - first];
                if (x != 0) {
                    int kept = phis[i] != 0 ? i : j;
                    squares[i] += turns[kept] * square(phis[kept] * x * c[j]);
                    if (unknown) {
                        squares[j] += turns[kept] * square(phis[kept] * x * c[i]);
                    }
                }
            }
        }
        return squares;
    }

    /**
     * What is left between vectors on either side of the cut-off whose block is diagonal: what others couple is no more than the
     * geometric mean of the shifts, and known but for a part of the size of the turns.
     */
    private double acrossTheCut(int i, int cut) {
        double sum = 0;
        for (int j = cut; j < first + count; j++) {
            double entry = Math.sqrt(shifts[i] * shifts[j] * (turns[i] + turns[j]));
            if (entry > 0 && phis[i] == 0 != (phis[j] == 0)) {
                sum += Math.abs((phis[i] - phis[j]) * entry / Phi.gap(lambdas[i] - lambdas[j], entry) * c[j]);
            }
        }
        return sum;
    }
}
