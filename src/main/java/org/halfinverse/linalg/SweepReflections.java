package org.halfinverse.linalg;

import java.util.stream.IntStream;

/**
 * The orthogonal matrix {@code Q = Π_i Π_s H_{i,s}} of {@link BandTridiagonal}: reflection s of sweep i acts on the w entries
 * from {@code i + 1 + s w} on.
 *
 * <p>Reflection s of a sweep commutes with all of later sweeps but those numbered s and s − 1. So for some sweeps in a row Q
 * is the product of {@code (Π_i H_{i,s})} for s descending, and each of these is a block {@code I − V T Vᵀ}.
 */
final class SweepReflections {
    /** Sweeps that are applied at once to several vectors. */
    private static final int SWEEPS = 32;
    /** Vectors that a core works on. */
    private static final int VECTORS = 48;

    private static final DenseKernels KERNELS = NativeBlas.kernels();

    private final int n;
    private final int w;
    private final double[] vectors;

    /**
     * Room for reflections.
     *
     * @param n entries of what they are applied to
     * @param w entries of a reflection
     * @param vectors n × n, row-major: the vectors of sweep i stand at the start of row n − 1 − i, before the diagonal, and
     *     of each the first entry, which is 1, gives its place to the reflection's scale
     */
    SweepReflections(int n, int w, double[] vectors) {
        this.n = n;
        this.w = w;
        this.vectors = vectors;
    }

    /** Number of reflections of a sweep. */
    int steps(int sweep) {
        return (n - 2 - sweep + w) / w;
    }

    /** Keeps a reflection, of as many entries as there are, up to w. */
    void put(int sweep, int step, double[] v, double scale) {
        int at = at(sweep, step);
        System.arraycopy(v, 0, vectors, at, length(sweep, step));
        vectors[at] = scale;
    }

    private int at(int sweep, int step) {
        return (n - 1 - sweep) * n + step * w;
    }

    private int length(int sweep, int step) {
        return Math.min(w, n - 1 - sweep - step * w);
    }

    /** {@code x ← Q x}, or {@code Qᵀ x}. */
    void apply(boolean transposed, double[] x) {
        for (int k = 0; k < n - 1; k++) {
            int sweep = transposed ? k : n - 2 - k;
            for (int step = 0; step < steps(sweep); step++) {
                reflect(sweep, step, x);
            }
        }
    }

    private void reflect(int sweep, int step, double[] x) {
        int from = at(sweep, step);
        int length = length(sweep, step);
        int row = sweep + 1 + step * w;
        double dot = x[row];
        for (int r = 1; r < length; r++) {
            dot += vectors[from + r] * x[row + r];
        }
        dot *= vectors[from];
        x[row] -= dot;
        for (int r = 1; r < length; r++) {
            x[row + r] -= dot * vectors[from + r];
        }
    }

    /** {@code C ← C Q}, or {@code C Qᵀ}. */
    void applyRight(boolean transposed, MatrixView c) {
        int groups = (n - 2 + SWEEPS) / SWEEPS;
        for (int k = 0; k < groups; k++) {
            int sweep = SWEEPS * (transposed ? groups - 1 - k : k);
            int count = Math.min(SWEEPS, n - 1 - sweep);
            Block[] blocks = new Block[steps(sweep)];
            Tasks.inOrder(blocks.length, step -> blocks[step] = block(sweep, count, step));
            Tasks.inOrder((c.rows() + VECTORS - 1) / VECTORS, part -> {
                int from = part * VECTORS;
                int rows = Math.min(VECTORS, c.rows() - from);
                IntStream.range(0, blocks.length)
                        .map(step -> transposed ? step : blocks.length - 1 - step)
                        .forEach(step -> blocks[step].applyRight(transposed, c, from, rows));
            });
        }
    }

    /** Reflection s of some sweeps in a row. */
    private Block block(int sweep, int sweeps, int step) {
        int row = sweep + 1 + step * w;
        int count = Math.min(sweeps, n - row);
        int length = Math.min(w + count - 1, n - row);
        MatrixView v = MatrixView.of(new double[length * count], length, count);
        double[] tau = new double[count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(vectors, at(sweep + i, step), v.values(), i * (length + 1), length(sweep + i, step));
            tau[i] = v.values()[i * (length + 1)];
            v.values()[i * (length + 1)] = 1;
        }
        return new Block(row, v, triangle(v, tau));
    }

    /** T, whose column i is {@code τ_i} on the diagonal and {@code −τ_i T Vᵀ v_i} above. */
    private static MatrixView triangle(MatrixView v, double[] tau) {
        int count = v.columns();
        double[] products = new double[count * count];
        KERNELS.multiply(1, v.transposed(), v.plain(), 0, MatrixView.of(products, count, count));
        double[] t = new double[count * count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                double factor = -tau[i] * products[i * count + j];
                for (int row = 0; row <= j; row++) {
                    t[i * count + row] += factor * t[j * count + row];
                }
            }
            t[i * count + i] = tau[i];
        }
        return MatrixView.of(t, count, count);
    }

    /** {@code I − V T Vᵀ} for the entries from a row on. */
    private record Block(int row, MatrixView v, MatrixView t) {
        void applyRight(boolean transposed, MatrixView c, int from, int rows) {
            int count = v.columns();
            MatrixView target = c.part(from, row, rows, v.rows());
            MatrixView products = MatrixView.of(new double[rows * count], rows, count);
            KERNELS.multiply(1, target.plain(), v.plain(), 0, products);
            MatrixView factors = MatrixView.of(new double[rows * count], rows, count);
            KERNELS.multiply(1, products.plain(), transposed ? t.transposed() : t.plain(), 0, factors);
            KERNELS.multiply(-1, factors.plain(), v.transposed(), 1, target);
        }
    }
}
