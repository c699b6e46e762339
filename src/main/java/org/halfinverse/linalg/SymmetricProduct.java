package org.halfinverse.linalg;

import java.util.Arrays;

/**
 * {@code Y = A V} of a symmetric matrix and a few vectors, shared among the cores. A tile below the diagonal belongs to two
 * products, {@code A_ij V_j} of Y_i and {@code A_ijᵀ V_i} of Y_j. Both are made while it is in the cache of a core, so that A
 * is read from memory once. Strips of columns add up their own part of Y, and the parts are added in order.
 */
final class SymmetricProduct {
    private static final DenseKernels KERNELS = NativeBlas.kernels();

    /** Parts of Y, at the most: each takes memory from its first row on. */
    static final int STRIPS = 16;

    private final MatrixView a;
    private final int side;
    /** Columns of a strip, whole tiles. */
    private final int width;

    private final MatrixView[] parts;

    /**
     * Room for products.
     *
     * @param a n × n, of which tiles on the diagonal hold both of their triangles, others are below it
     * @param columns of V, at the most
     * @param side rows and columns of a tile
     */
    SymmetricProduct(MatrixView a, int columns, int side) {
        int n = a.rows();
        int tiles = (n - 1) / side + 1;
        this.a = a;
        this.side = side;
        this.width = side * ((tiles - 1) / STRIPS + 1);
        this.parts = new MatrixView[(n - 1) / width + 1];
        Arrays.setAll(parts, strip -> {
            int rows = n - strip * width;
            return MatrixView.of(new double[Math.multiplyExact(rows, columns)], rows, columns);
        });
    }

    /**
     * Makes the parts of Y.
     *
     * @param start the first row and column of A that is looked at
     * @param v V, of which the rows before are not looked at
     */
    void multiply(int start, MatrixView v) {
        int first = start / width;
        Tasks.inOrder(parts.length - first, strip -> multiply(first + strip, start, v));
    }

    private void multiply(int strip, int start, MatrixView v) {
        int n = a.rows();
        int base = strip * width;
        int first = Math.max(start, base);
        int end = Math.min(n, base + width);
        for (int from = first, to; from < end; from = to) {
            to = Math.min(end, from - from % side + side);
            double before = from == first ? 0 : 1;
            MatrixView own = v.part(from, 0, to - from, v.columns());
            MatrixView target = parts[strip].part(from - base, 0, to - from, v.columns());
            KERNELS.multiply(1, a.part(from, from, to - from, to - from).plain(), own.plain(), before, target);
            for (int row = to; row < n; row += side) {
                int rows = Math.min(side, n - row);
                MatrixView tile = a.part(row, from, rows, to - from);
                KERNELS.multiply(
                        1, tile.transposed(), v.part(row, 0, rows, v.columns()).plain(), 1, target);
                MatrixView below = parts[strip].part(row - base, 0, rows, v.columns());
                KERNELS.multiply(1, tile.plain(), own.plain(), before, below);
            }
        }
    }

    /**
     * Adds up some rows of Y.
     *
     * @param start as in {@link #multiply}
     * @param from the first row, not before the start
     * @param y these rows, all in one tile
     */
    void addUp(int start, int from, MatrixView y) {
        double[] sums = y.values();
        for (int j = 0; j < y.columns(); j++) {
            int at = y.offset() + j * y.stride();
            Arrays.fill(sums, at, at + y.rows(), 0);
            for (int strip = start / width; strip <= from / width; strip++) {
                double[] part = parts[strip].values();
                int shift = parts[strip].offset() + j * parts[strip].stride() + from - strip * width - at;
                for (int r = at; r < at + y.rows(); r++) {
                    sums[r] += part[r + shift];
                }
            }
        }
    }
}
