package org.halfinverse.linalg;

import java.util.Arrays;

/**
 * A symmetric eigendecomposition with native kernels: {@code A = Q T Qᵀ} with Q as reflections, and {@code T = S Λ Sᵀ} by
 * {@link TridiagonalEigen}; products with Z = Q S are products with the factors.
 */
final class LapackEigen implements SymmetricEigen {
    private final int n;
    private final TridiagonalReduction reduction;
    private final TridiagonalEigen tridiagonal;
    private final double scale;

    private LapackEigen(int n, double[] a, Reducer reducer) {
        this.n = n;
        scale = Scale.toModerate(a);
        // The upper triangle of a row-major matrix is the lower one in column order.
        reduction = reducer.reduce(MatrixView.of(a, n, n));
        tridiagonal = TridiagonalEigen.of(reduction.diagonal(), reduction.offDiagonal());
    }

    /** Reduces a matrix, of which it looks at the lower triangle, and keeps it. */
    interface Reducer {
        TridiagonalReduction reduce(MatrixView a);
    }

    /** Numbers at the peak beside the matrix: some vectors. */
    static double numbers(double n) {
        return TridiagonalReduction.VECTORS * n;
    }

    static SymmetricEigen of(int n, double[] a) {
        return of(n, a, TridiagonalReduction::of);
    }

    static SymmetricEigen of(int n, double[] a, Reducer reducer) {
        return new LapackEigen(n, a, reducer);
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
        reduction.applyRight(true, MatrixView.of(rows, count, n));
        return rows;
    }

    /** In column order X is {@code Xᵀ}, k × n. */
    @Override
    public double[] coordinates(int count, double[] x) {
        reduction.applyRight(false, MatrixView.of(x, count, n));
        double[] ascending = tridiagonal.coordinates(count, x);
        double[] result = new double[n * count];
        for (int i = 0; i < n; i++) {
            System.arraycopy(ascending, (n - 1 - i) * count, result, i * count, count);
        }
        return result;
    }

    @Override
    public double[] coordinates(double[] x) {
        double[] y = x.clone();
        reduction.apply(true, y);
        return reversed(tridiagonal.coordinates(1, y));
    }

    @Override
    public double[] combine(double[] c) {
        double[] x = tridiagonal.combine(1, reversed(c));
        reduction.apply(false, x);
        return x;
    }

    /** Those of the tridiagonal matrix ascend. */
    private double[] reversed(double[] values) {
        double[] result = new double[n];
        for (int i = 0; i < n; i++) {
            result[i] = values[n - 1 - i];
        }
        return result;
    }
}
