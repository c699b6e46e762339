package org.halfinverse.linalg;

import dev.ludovic.netlib.lapack.LAPACK;
import org.netlib.util.intW;

/**
 * A symmetric eigendecomposition by LAPACK: {@code A = Q T Qᵀ} with Q as reflections ({@code dsytrd}), and {@code T = S
 * Λ Sᵀ} by divide and conquer ({@code dstedc}); products with Z = Q S are two products with vectors.
 */
final class LapackEigen implements SymmetricEigen {
    private static final LAPACK NETLIB = LapackCalls.netlib();
    /** The upper triangle of a row-major matrix is the lower one in LAPACK's column order. */
    private static final String TRIANGLE = "L";

    private final int n;
    private final double[] reflections;
    private final double[] reflectionScales;
    private final double[] eigenvalues;
    private final double[] tridiagonalVectors;

    private LapackEigen(int n, double[] a) {
        this.n = n;
        double scale = Scale.toModerate(a);
        reflections = a;
        reflectionScales = new double[n];
        eigenvalues = new double[n];
        tridiagonalVectors = new double[n * n];
        double[] offDiagonal = new double[n];
        intW info = new intW(0);
        double[] work = new double[LapackCalls.BLOCK * n];
        NETLIB.dsytrd(TRIANGLE, n, reflections, n, eigenvalues, offDiagonal, reflectionScales, work, work.length, info);
        LapackCalls.requireSuccess(info, "dsytrd", n);
        double[] space = new double[1 + (4 + n) * n];
        int[] indices = new int[3 + 5 * n];
        NETLIB.dstedc(
                "I",
                n,
                eigenvalues,
                offDiagonal,
                tridiagonalVectors,
                n,
                space,
                space.length,
                indices,
                indices.length,
                info);
        LapackCalls.requireSuccess(info, "dstedc", n);
        for (int i = 0; i < n; i++) {
            eigenvalues[i] *= scale;
        }
    }

    static SymmetricEigen of(int n, double[] a) {
        return LapackCalls.onCoresFor(n, () -> new LapackEigen(n, a));
    }

    @Override
    public double[] eigenvalues() {
        return reversed(eigenvalues);
    }

    @Override
    public double[] vectors(int first, int count) {
        double[] rows = new double[n * count];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < count; k++) {
                rows[i * count + k] = tridiagonalVectors[(n - 1 - first - k) * n + i];
            }
        }
        reflect("R", "T", count, rows);
        return rows;
    }

    /** In column order X is {@code Xᵀ}, k × n, and its coordinates {@code (Xᵀ Q) S}, k × n. */
    @Override
    public double[] coordinates(int count, double[] x) {
        reflect("R", "N", count, x);
        double[] ascending = new double[n * count];
        NativeBlas.netlib().dgemm("N", "N", count, n, n, 1.0, x, count, tridiagonalVectors, n, 0.0, ascending, count);
        double[] result = new double[n * count];
        for (int i = 0; i < n; i++) {
            System.arraycopy(ascending, (n - 1 - i) * count, result, i * count, count);
        }
        return result;
    }

    @Override
    public double[] coordinates(double[] x) {
        double[] y = x.clone();
        reflect("L", "T", 1, y);
        return reversed(LapackCalls.product("T", n, tridiagonalVectors, y));
    }

    @Override
    public double[] combine(double[] c) {
        double[] x = LapackCalls.product("N", n, tridiagonalVectors, reversed(c));
        reflect("L", "N", 1, x);
        return x;
    }

    /** Applies Q or its transpose to n × k from the left, or to k × n from the right, column-major. */
    private void reflect(String side, String transposed, int count, double[] x) {
        boolean left = side.equals("L");
        intW info = new intW(0);
        double[] work = new double[LapackCalls.BLOCK * (count + LapackCalls.BLOCK)];
        NETLIB.dormtr(
                side,
                TRIANGLE,
                transposed,
                left ? n : count,
                left ? count : n,
                reflections,
                n,
                reflectionScales,
                x,
                left ? n : count,
                work,
                work.length,
                info);
        LapackCalls.requireSuccess(info, "dormtr", n);
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
