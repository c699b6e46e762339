package org.halfinverse.linalg;

import java.util.function.DoubleSupplier;

/**
 * The eigenvalues of {@code D + ρ z zᵀ}, D diagonal: the roots of
 *
 * <pre>
 *   g(λ) = 1 + ρ Σ_i z_i² / (d_i − λ),   d_0 &lt; λ_0 &lt; d_1 &lt; λ_1 &lt; … &lt; d_{r−1} &lt; λ_{r−1} ≤ d_{r−1} + ρ |z|².
 * </pre>
 *
 * <p>A root is told by the pole next to it and its distance μ from that, so that its distance from every pole, {@code
 * (d_i − d_origin) − μ}, is right to the last digits: on these the eigenvectors depend. A root is found by rational
 * interpolation that keeps both neighbouring poles (the middle way of Li, LAPACK Working Note 89, 1993), and by bisection
 * where that would leave the interval in which the root is known to lie.
 *
 * @param poles d, ascending and distinct
 * @param weights z, no zeros
 * @param rho ρ, positive
 */
record SecularEquation(double[] poles, double[] weights, double rho) {
    private static final double EPSILON = Math.ulp(1.0);
    /** Interpolation takes 3 to 8 steps; bisection over all magnitudes of doubles would take no more than these. */
    private static final int MOST_STEPS = 400;

    /**
     * A root.
     *
     * @param origin the pole next to it
     * @param offset μ = λ − d_origin
     */
    record Root(int origin, double offset) {}

    /**
     * Finds λ_j.
     *
     * @param terms scratch memory, as many entries as poles
     */
    Root root(int j, double[] terms) {
        Values values = new Values(terms);
        return j == poles.length - 1 ? last(values) : between(j, values);
    }

    private Root between(int j, Values middle) {
        double gap = poles[j + 1] - poles[j];
        middle.at(j, gap / 2, j);
        boolean nearLeft = middle.g >= 0;
        int origin = nearLeft ? j : j + 1;
        Search search = nearLeft
                ? new Search(origin, j, 0, gap / 2, gap / 2, middle)
                : new Search(origin, j, -gap / 2, 0, -gap / 2, middle);
        return search.root(() -> {
            Values at = search.values;
            double left = poles[j] - poles[origin] - search.mu;
            double right = poles[j + 1] - poles[origin] - search.mu;
            double a = (left + right) * at.g - left * right * (at.slopeLeft + at.slopeRight);
            double b = left * right * at.g;
            double c = at.g - left * at.slopeLeft - right * at.slopeRight;
            double root = Math.sqrt(Math.max(a * a - 4 * b * c, 0));
            return search.mu + (a <= 0 ? (a - root) / (2 * c) : 2 * b / (a + root));
        });
    }

    /** The root beyond all poles: the model has one pole. */
    private Root last(Values end) {
        int origin = poles.length - 1;
        double high = 0;
        for (double weight : weights) {
            high += rho * weight * weight;
        }
        end.at(origin, high, origin);
        Search search = new Search(origin, origin, 0, high, high, end);
        return search.root(() -> {
            double c = search.values.g + search.mu * search.values.slopeLeft;
            return search.mu * search.mu * search.values.slopeLeft / c;
        });
    }

    /** The search for a root in a shrinking interval. */
    private static final class Search {
        private final int origin;
        private final int j;
        private final Values values;
        private double low;
        private double high;
        private double mu;

        Search(int origin, int j, double low, double high, double mu, Values values) {
            this.origin = origin;
            this.j = j;
            this.low = low;
            this.high = high;
            this.mu = mu;
            this.values = values;
        }

        /** Follows a model's guesses, and bisects where they leave the interval. */
        Root root(DoubleSupplier guess) {
            for (int step = 0; step < MOST_STEPS && !values.isZero(); step++) {
                double next = guess.getAsDouble();
                if (!(next > low && next < high)) {
                    next = middle(low, high);
                }
                boolean still = Math.abs(next - mu) <= EPSILON * Math.abs(mu) || next == low || next == high;
                mu = next;
                if (still) {
                    break;
                }
                values.at(origin, mu, j);
                if (values.g > 0) {
                    high = mu;
                } else {
                    low = mu;
                }
            }
            return new Root(origin, mu);
        }
    }

    /** Between two numbers of one sign: by magnitude where they are of different magnitude. */
    private static double middle(double low, double high) {
        double small = Math.min(Math.abs(low), Math.abs(high));
        double large = Math.max(Math.abs(low), Math.abs(high));
        if (large <= 4 * small) {
            return (low + high) / 2;
        }
        double size = small == 0 ? large * 1e-3 : Math.sqrt(small) * Math.sqrt(large);
        return high > 0 ? size : -size;
    }

    /** g at a point and the derivatives of its two halves, the poles to the left of the root and those to the right. */
    private final class Values {
        private final double[] terms;
        private double g;
        private double slopeLeft;
        private double slopeRight;
        private double size;

        Values(double[] terms) {
            this.terms = terms;
        }

        /** Evaluates at {@code d_origin + mu}, between {@code d_j} and {@code d_{j+1}}; each half begins with what is farthest. */
        void at(int origin, double mu, int j) {
            fill(poles[origin], mu);
            double left = 0;
            double right = 0;
            slopeLeft = 0;
            slopeRight = 0;
            for (int i = 0; i <= j; i++) {
                left += weights[i] * terms[i];
                slopeLeft += terms[i] * terms[i];
            }
            for (int i = terms.length - 1; i > j; i--) {
                right += weights[i] * terms[i];
                slopeRight += terms[i] * terms[i];
            }
            slopeLeft *= rho;
            slopeRight *= rho;
            g = 1 + rho * (left + right);
            size = 1 + rho * (right - left);
        }

        /** {@code z_i / (d_i − λ)}, in a loop of its own, which the compiler turns into vector instructions. */
        private void fill(double start, double mu) {
            double[] z = weights;
            double[] d = poles;
            double[] to = terms;
            for (int i = 0; i < to.length; i++) {
                to[i] = z[i] / (d[i] - start - mu);
            }
        }

        /** Whether g is as near to zero as its rounding lets one tell. */
        boolean isZero() {
            return Math.abs(g) <= EPSILON * size;
        }
    }
}
