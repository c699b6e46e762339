package org.halfinverse.linalg;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;

/**
 * The reduction {@code B = Q T Qᵀ} of a symmetric band matrix to tridiagonal form by Householder reflections of w entries
 * that chase each other's bulges down the diagonal (Lang, SIAM J. Sci. Comput. 14, 1993): {@code 6 n² w} operations on blocks
 * that stay in the nearest cache.
 *
 * <p>Sweep i clears column i. Its reflection s acts on the w rows from {@code i + 1 + s w} on. Reflection s of the next sweep
 * needs what reflection s + 1 of this one leaves, and no more, so that several threads follow each other down the
 * diagonal; every number is made by the same operations whoever makes it.
 */
final class BandTridiagonal {
    /**
     * Sweeps that a thread makes at once, so that what one leaves is still in the nearest cache when the next one comes, and
     * moves from core to core that much less often.
     */
    private static final int SWEEPS = 8;

    /** Reflections from a thread to the next one, at the least: with more threads they would only wait for each other. */
    private static final int DISTANCE = 2 * SWEEPS + 2;

    private final int n;
    private final int w;
    /** Column by column from the diagonal down, with room for bulges: entry (i, j) at {@code i + j (2 w − 1)}. */
    private final double[] band;

    private final SweepReflections q;
    private final double[] diagonal;
    private final double[] offDiagonal;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicIntegerArray progress;

    /**
     * Reduces.
     *
     * @param n rows and columns
     * @param w width of the band
     * @param band {@code 2 w n} numbers, entry (i, j) at {@code i + j (2 w − 1)}, zero where i − j > w; overwritten
     * @param vectors n × n, row-major, before whose diagonal the reflections go
     */
    BandTridiagonal(int n, int w, double[] band, double[] vectors) {
        this.n = n;
        this.w = w;
        this.band = band;
        this.q = new SweepReflections(n, w, vectors);
        this.diagonal = new double[n];
        this.offDiagonal = new double[n];
        this.progress = new AtomicIntegerArray(groups());
        Tasks.onCores(Math.max(1, n / (DISTANCE * w)), () -> new Worker().run());
        for (int i = 0; i < n; i++) {
            diagonal[i] = band[i * 2 * w];
            offDiagonal[i] = i + 1 < n ? band[i * 2 * w + 1] : 0;
        }
    }

    /** Of T, n entries. */
    double[] diagonal() {
        return diagonal;
    }

    /** Of T, n − 1 entries and a zero. */
    double[] offDiagonal() {
        return offDiagonal;
    }

    /** Q. */
    SweepReflections q() {
        return q;
    }

    private int groups() {
        return (n - 2 + SWEEPS) / SWEEPS;
    }

    /** A sweep on its way down. */
    private final class Sweep {
        private final double[] v = new double[w];
        private double tau;
        private int length;
    }

    /** One thread's scratch memory. */
    private final class Worker {
        private final List<Sweep> sweeps =
                Stream.generate(Sweep::new).limit(SWEEPS).toList();
        private final double[] u = new double[w];
        private final double[] y = new double[w];
        private final double[] z = new double[w];

        void run() {
            for (int group = next.getAndIncrement(); group < groups(); group = next.getAndIncrement()) {
                chase(group);
            }
        }

        /** Each of some sweeps is two reflections behind the one before it. */
        private void chase(int group) {
            int first = group * SWEEPS;
            int count = Math.min(SWEEPS, n - 1 - first);
            int end = q.steps(first) + 2 * (count - 1);
            int known = group == 0 ? Integer.MAX_VALUE : 0;
            for (int time = 0; time < end; time++) {
                if (known < time + 2) {
                    known = await(group - 1, time + 2);
                }
                for (int i = 0; i < count; i++) {
                    int step = time - 2 * i;
                    if (step >= 0 && step < q.steps(first + i)) {
                        reflect(first + i, step, sweeps.get(i));
                    }
                }
                progress.set(group, Math.max(0, time + 1 - 2 * (count - 1)));
            }
            progress.set(group, Integer.MAX_VALUE);
        }

        /** Waits until the last sweep of a group has made some reflections; returns how many. */
        private int await(int group, int steps) {
            int done = progress.get(group);
            for (int tries = 0; done < steps; tries++) {
                Tasks.rest(tries);
                done = progress.get(group);
            }
            return done;
        }

        private void reflect(int i, int step, Sweep sweep) {
            int row = i + 1 + step * w;
            int rows = Math.min(w, n - row);
            double[] v = sweep.v;
            if (step == 0) {
                sweep.tau = reflection(row + i * (2 * w - 1), rows, v);
            } else {
                sweep.tau = offDiagonalBlock(row, rows, row - w, sweep.length, v, sweep.tau);
            }
            sweep.length = rows;
            q.put(i, step, v, sweep.tau);
            diagonalBlock(row, rows, v, sweep.tau);
        }

        /** A reflection that clears a column but its first entry, and clears it; v starts with 1. */
        private double reflection(int at, int rows, double[] v) {
            double largest = 0;
            for (int r = 1; r < rows; r++) {
                largest = Math.max(largest, Math.abs(band[at + r]));
            }
            v[0] = 1;
            if (largest == 0) {
                for (int r = 1; r < rows; r++) {
                    v[r] = 0;
                }
                return 0;
            }
            double alpha = band[at];
            double scale = Math.max(largest, Math.abs(alpha));
            double sum = 0;
            for (int r = 0; r < rows; r++) {
                double x = band[at + r] / scale;
                sum += x * x;
            }
            double beta = -Math.copySign(scale * Math.sqrt(sum), alpha);
            for (int r = 1; r < rows; r++) {
                v[r] = band[at + r] / (alpha - beta);
                band[at + r] = 0;
            }
            band[at] = beta;
            return (beta - alpha) / beta;
        }

        /** {@code D ← H D H}, the lower triangle. */
        private void diagonalBlock(int row, int rows, double[] v, double tau) {
            if (tau == 0) {
                return;
            }
            int stride = 2 * w - 1;
            int start = row * 2 * w;
            symmetricProduct(start, rows, v);
            double dot = 0;
            for (int r = 0; r < rows; r++) {
                dot += y[r] * v[r];
            }
            double half = tau * dot / 2;
            for (int r = 0; r < rows; r++) {
                y[r] = tau * (y[r] - half * v[r]);
            }
            for (int c = 0; c < rows; c++) {
                subtract(start + c * stride, c, rows, y[c], v, v[c], y);
            }
        }

        /** The block below the last reflection: that from the right, and one from the left which clears its first column. */
        private double offDiagonalBlock(int row, int rows, int column, int columns, double[] v, double tau) {
            int stride = 2 * w - 1;
            int start = row + column * stride;
            product(start, rows, columns, v, tau);
            for (int r = 0; r < rows; r++) {
                band[start + r] -= y[r];
            }
            double sigma = reflection(start, rows, u);
            double dot = 0;
            for (int r = 0; r < rows; r++) {
                dot += y[r] * u[r];
            }
            transposedProduct(start, rows, columns);
            for (int c = 1; c < columns; c++) {
                subtract(start + c * stride, 0, rows, v[c], y, sigma * (z[c] - v[c] * dot), u);
            }
            System.arraycopy(u, 0, v, 0, rows);
            return sigma;
        }

        /** {@code y ← D v} from the lower triangle, four columns at a time. */
        private void symmetricProduct(int start, int rows, double[] v) {
            int stride = 2 * w - 1;
            for (int r = 0; r < rows; r++) {
                y[r] = 0;
            }
            int c = 0;
            for (; c + 4 <= rows; c += 4) {
                int at = start + c * stride;
                corner(at, c, c + 4, v);
                addColumns(at, c + 4, rows, v[c], v[c + 1], v[c + 2], v[c + 3]);
                double y0 = 0;
                double y1 = 0;
                double y2 = 0;
                double y3 = 0;
                for (int r = c + 4; r < rows; r++) {
                    double vr = v[r];
                    y0 += vr * band[at + r];
                    y1 += vr * band[at + stride + r];
                    y2 += vr * band[at + 2 * stride + r];
                    y3 += vr * band[at + 3 * stride + r];
                }
                y[c] += y0;
                y[c + 1] += y1;
                y[c + 2] += y2;
                y[c + 3] += y3;
            }
            corner(start + c * stride, c, rows, v);
        }

        /** The products of some columns on the diagonal with their own entries of v. */
        private void corner(int at, int from, int to, double[] v) {
            int stride = 2 * w - 1;
            for (int c = from; c < to; c++) {
                int column = at + (c - from) * stride;
                y[c] += band[column + c] * v[c];
                for (int r = c + 1; r < to; r++) {
                    y[r] += band[column + r] * v[c];
                    y[c] += band[column + r] * v[r];
                }
            }
        }

        /** Adds four columns, each times a number, to y. */
        private void addColumns(int at, int from, int to, double p0, double p1, double p2, double p3) {
            int at1 = at + 2 * w - 1;
            int at2 = at1 + 2 * w - 1;
            int at3 = at2 + 2 * w - 1;
            for (int r = from; r < to; r++) {
                y[r] += p0 * band[at + r] + p1 * band[at1 + r] + p2 * band[at2 + r] + p3 * band[at3 + r];
            }
        }

        /** {@code y ← τ B v}; the number of columns, w, is a multiple of four. */
        private void product(int start, int rows, int columns, double[] v, double tau) {
            for (int r = 0; r < rows; r++) {
                y[r] = 0;
            }
            for (int c = 0; c < columns; c += 4) {
                addColumns(
                        start + c * (2 * w - 1), 0, rows, tau * v[c], tau * v[c + 1], tau * v[c + 2], tau * v[c + 3]);
            }
        }

        /** {@code z ← Bᵀ u}; likewise. */
        private void transposedProduct(int start, int rows, int columns) {
            int stride = 2 * w - 1;
            for (int c = 0; c < columns; c += 4) {
                int at = start + c * stride;
                double z0 = 0;
                double z1 = 0;
                double z2 = 0;
                double z3 = 0;
                for (int r = 0; r < rows; r++) {
                    double ur = u[r];
                    z0 += ur * band[at + r];
                    z1 += ur * band[at + stride + r];
                    z2 += ur * band[at + 2 * stride + r];
                    z3 += ur * band[at + 3 * stride + r];
                }
                z[c] = z0;
                z[c + 1] = z1;
                z[c + 2] = z2;
                z[c + 3] = z3;
            }
        }

        private void subtract(int at, int from, int to, double p, double[] x, double q, double[] other) {
            for (int r = from; r < to; r++) {
                band[at + r] -= p * x[r] + q * other[r];
            }
        }
    }
}
