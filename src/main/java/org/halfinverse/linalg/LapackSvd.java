package org.halfinverse.linalg;

import java.util.Arrays;
import org.netlib.util.intW;

/**
 * A singular value decomposition by LAPACK that forms neither U nor V of the matrix: it stays a product of Householder
 * reflections ({@code dgeqrf}, {@code dgebrd}) and the decomposition of a bidiagonal matrix ({@code dbdsdc}), which are
 * applied to a vector one after the other.
 *
 * <p>In LAPACK's column order a row-major m × n matrix is {@code Aᵀ}, n × m. With its triangle {@code T = X B Yᵀ}, r ×
 * r, from {@code Aᵀ = Q T} where A is wide and {@code Aᵀ = T Q} where it is tall, the left vectors of A come from Y and
 * the right ones from X.
 */
final class LapackSvd implements DenseSvd {
    private static final DenseKernels KERNELS = NativeBlas.kernels();

    private final int rows;
    private final int columns;
    private final double[] factor;
    private final double[] factorScales;
    private final double[] triangle;
    private final double[] xScales;
    private final double[] yScales;
    private final double[] sigmas;
    private final double[] bidiagonalLeft;
    private final double[] bidiagonalRight;

    private LapackSvd(int rows, int columns, double[] a) {
        this.rows = rows;
        this.columns = columns;
        int r = Math.min(rows, columns);
        double scale = Scale.toModerate(a);
        factor = a;
        factorScales = new double[r];
        triangle = rows == columns ? a : triangle(r);
        xScales = new double[r];
        yScales = new double[r];
        sigmas = new double[r];
        bidiagonalLeft = new double[r * r];
        bidiagonalRight = new double[r * r];

        double[] offDiagonal = new double[Math.max(1, r - 1)];
        double[] work = new double[LapackCalls.BLOCK * 2 * r];
        intW info = new intW(0);
        KERNELS.dgebrd(r, r, triangle, r, sigmas, offDiagonal, xScales, yScales, work, work.length, info);
        LapackCalls.requireSuccess(info, "dgebrd", r);
        KERNELS.dbdsdc(
                "U",
                "I",
                r,
                sigmas,
                offDiagonal,
                bidiagonalLeft,
                r,
                bidiagonalRight,
                r,
                new double[1],
                new int[1],
                new double[(3 * r + 4) * r],
                new int[8 * r],
                info);
        LapackCalls.requireSuccess(info, "dbdsdc", r);
        for (int i = 0; i < r; i++) {
            sigmas[i] *= scale;
        }
    }

    static DenseSvd of(int rows, int columns, double[] a) {
        return LapackCalls.onCoresFor(Math.min(rows, columns), () -> new LapackSvd(rows, columns, a));
    }

    /** Factorises the long side away: T of {@code Aᵀ = Q T} or {@code Aᵀ = T Q}, column-major with zeros elsewhere. */
    private double[] triangle(int r) {
        double[] work = new double[LapackCalls.BLOCK * r];
        intW info = new intW(0);
        double[] result = new double[r * r];
        if (rows < columns) {
            KERNELS.dgeqrf(columns, rows, factor, columns, factorScales, work, work.length, info);
            for (int j = 0; j < r; j++) {
                System.arraycopy(factor, j * columns, result, j * r, j + 1);
            }
        } else {
            KERNELS.dgelqf(columns, rows, factor, columns, factorScales, work, work.length, info);
            for (int j = 0; j < r; j++) {
                System.arraycopy(factor, j * columns + j, result, j * r + j, r - j);
            }
        }
        LapackCalls.requireSuccess(info, "dgeqrf", r);
        return result;
    }

    @Override
    public double[] singularValues() {
        return sigmas.clone();
    }

    @Override
    public double[] leftCoordinates(double[] x) {
        int r = sigmas.length;
        double[] y = x.clone();
        double[] work = new double[LapackCalls.BLOCK];
        intW info = new intW(0);
        if (rows > columns) {
            KERNELS.dormlq("L", "N", rows, 1, r, factor, columns, factorScales, y, rows, work, work.length, info);
            LapackCalls.requireSuccess(info, "dormlq", r);
        }
        KERNELS.dormbr("P", "L", "T", r, 1, r, triangle, r, yScales, y, y.length, work, work.length, info);
        LapackCalls.requireSuccess(info, "dormbr", r);
        return LapackCalls.product("N", r, bidiagonalRight, y);
    }

    @Override
    public double[] combineRight(double[] c) {
        int r = sigmas.length;
        double[] x = Arrays.copyOf(LapackCalls.product("N", r, bidiagonalLeft, c), columns);
        double[] work = new double[LapackCalls.BLOCK];
        intW info = new intW(0);
        KERNELS.dormbr("Q", "L", "N", r, 1, r, triangle, r, xScales, x, columns, work, work.length, info);
        LapackCalls.requireSuccess(info, "dormbr", r);
        if (rows < columns) {
            KERNELS.dormqr("L", "N", columns, 1, r, factor, columns, factorScales, x, columns, work, work.length, info);
            LapackCalls.requireSuccess(info, "dormqr", r);
        }
        return x;
    }
}
