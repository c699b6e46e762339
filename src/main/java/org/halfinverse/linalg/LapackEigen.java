package org.halfinverse.linalg;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A symmetric eigendecomposition by LAPACK: {@code A = Q T Qᵀ} with Q as reflections ({@code dsytrd}), and {@code T = S
 * Λ Sᵀ} by {@link TridiagonalEigen}; products with Z = Q S are two products with vectors.
 */
final class LapackEigen implements SymmetricEigen {
    private static final DenseKernels KERNELS = NativeBlas.kernels();
    private static final int GROUP = 64;

    private final int n;
    /** Q, of all entries but the first. */
    private final Reflections q;

    private final TridiagonalEigen tridiagonal;
    private final double scale;

    private LapackEigen(int n, double[] a) {
        this.n = n;
        scale = Scale.toModerate(a);
        // The upper triangle of a row-major matrix is the lower one in column order.
        MatrixView lower = MatrixView.of(a, n, n);
        DenseKernels.Tridiagonal reduced = LapackCalls.onCoresFor(n, () -> KERNELS.tridiagonalize(lower));
        q = reduced.q();
        tridiagonal = TridiagonalEigen.of(reduced.diagonal(), reduced.offDiagonal());
    }

    /** Numbers at the peak beside the matrix: some vectors. */
    static double numbers(double n) {
        return 100 * n;
    }

    static SymmetricEigen of(int n, double[] a) {
        return new LapackEigen(n, a);
    }

    @Override
    public double[] eigenvalues() {
        double[] descending = reversed(tridiagonal.eigenvalues());
        for (int i = 0; i < n; i++) {
            descending[i] *= scale;
        }
        return descending;
    }

    @Override
    public double[] vectors(int first, int count) {
        int[] wanted = new int[count];
        Arrays.setAll(wanted, k -> n - 1 - first - k);
        double[] rows = tridiagonal.vectors(wanted);
        inGroups(count, (from, width) -> reflectRows(true, from, width, rows, count));
        return rows;
    }

    /** In column order X is {@code Xᵀ}, k × n. */
    @Override
    public double[] coordinates(int count, double[] x) {
        inGroups(count, (from, width) -> reflectRows(false, from, width, x, count));
        double[] ascending = tridiagonal.coordinates(count, x);
        double[] result = new double[n * count];
        for (int i = 0; i < n; i++) {
            System.arraycopy(ascending, (n - 1 - i) * count, result, i * count, count);
        }
        return result;
    }

    /** Works on some vectors at a time, on all cores; by fixed groups, so that the bits do not depend on their number. */
    private static void inGroups(int count, Group work) {
        IntStream.range(0, (count + GROUP - 1) / GROUP)
                .parallel()
                .forEach(group -> work.on(group * GROUP, Math.min(GROUP, count - group * GROUP)));
    }

    private interface Group {
        void on(int from, int width);
    }

    /** Applies Q or its transpose from the right to some rows of k × n, column-major. */
    private void reflectRows(boolean transposed, int from, int width, double[] x, int count) {
        if (n > 1) {
            KERNELS.applyRight(q, transposed, new MatrixView(x, count + from, width, n - 1, count));
        }
    }

    @Override
    public double[] coordinates(double[] x) {
        double[] y = x.clone();
        reflect(true, y);
        return reversed(tridiagonal.coordinates(1, y));
    }

    @Override
    public double[] combine(double[] c) {
        double[] x = tridiagonal.combine(1, reversed(c));
        reflect(false, x);
        return x;
    }

    private void reflect(boolean transposed, double[] x) {
        if (n > 1) {
            KERNELS.applyLeft(q, transposed, MatrixView.of(x, 1, n - 1, 1));
        }
    }

    /** LAPACK's eigenvalues ascend. */
    private double[] reversed(double[] values) {
        double[] result = new double[n];
        for (int i = 0; i < n; i++) {
            result[i] = values[n - 1 - i];
        }
        return result;
    }
}
