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
    public double[] coordinates(double[] x) {
        double[] y = x.clone();
        reflect("T", y);
        return reversed(LapackCalls.product("T", n, tridiagonalVectors, y));
    }

    @Override
    public double[] combine(double[] c) {
        double[] x = LapackCalls.product("N", n, tridiagonalVectors, reversed(c));
        reflect("N", x);
        return x;
    }

    private void reflect(String transposed, double[] x) {
        intW info = new intW(0);
        double[] work = new double[LapackCalls.BLOCK];
        NETLIB.dormtr("L", TRIANGLE, transposed, n, 1, reflections, n, reflectionScales, x, n, work, work.length, info);
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
