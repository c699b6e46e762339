package org.halfinverse.linalg;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
    /** Q, where A is not square. */
    private final @Nullable Reflections factor;

    private final DenseKernels.Bidiagonal bidiagonal;
    private final double[] sigmas;
    private final double[] bidiagonalLeft;
    private final double[] bidiagonalRight;

    private LapackSvd(int rows, int columns, double[] a) {
        this.rows = rows;
        this.columns = columns;
        int r = Math.min(rows, columns);
        double scale = Scale.toModerate(a);
        MatrixView transposed = MatrixView.of(a, /* rows= */ columns, /* columns= */ rows);
        if (rows < columns) {
            factor = KERNELS.factorizeQr(transposed);
        } else if (rows > columns) {
            factor = KERNELS.factorizeLq(transposed);
        } else {
            factor = null;
        }
        bidiagonal = KERNELS.bidiagonalize(factor == null ? transposed : triangle(transposed));
        sigmas = bidiagonal.diagonal();
        bidiagonalLeft = new double[r * r];
        bidiagonalRight = new double[r * r];
        KERNELS.decomposeBidiagonal(
                sigmas,
                bidiagonal.offDiagonal(),
                MatrixView.of(bidiagonalLeft, r, r),
                MatrixView.of(bidiagonalRight, r, r));
        for (int i = 0; i < r; i++) {
            sigmas[i] *= scale;
        }
    }

    static DenseSvd of(int rows, int columns, double[] a) {
        return LapackCalls.onCoresFor(Math.min(rows, columns), () -> new LapackSvd(rows, columns, a));
    }

    /** T of {@code Aᵀ = Q T} or {@code Aᵀ = T Q}, with zeros where the reflections stand. */
    private static MatrixView triangle(MatrixView a) {
        boolean upper = a.rows() > a.columns();
        int r = Math.min(a.rows(), a.columns());
        double[] result = new double[r * r];
        for (int j = 0; j < r; j++) {
            int first = upper ? 0 : j;
            int length = upper ? j + 1 : r - j;
            System.arraycopy(a.values(), a.offset() + j * a.stride() + first, result, j * r + first, length);
        }
        return MatrixView.of(result, r, r);
    }

    @Override
    public double[] singularValues() {
        return sigmas.clone();
    }

    @Override
    public double[] leftCoordinates(double[] x) {
        int r = sigmas.length;
        double[] y = x.clone();
        if (factor != null && rows > columns) {
            KERNELS.applyLeft(factor, false, MatrixView.of(y, rows, 1));
        }
        KERNELS.applyLeft(bidiagonal.p(), false, MatrixView.of(y, 1, r - 1, 1));
        return product(matrix(bidiagonalRight).plain(), y);
    }

    @Override
    public double[] rightCoordinates(double[] x) {
        double[] y = x.clone();
        if (factor != null && rows < columns) {
            KERNELS.applyLeft(factor, true, MatrixView.of(y, columns, 1));
        }
        KERNELS.applyLeft(bidiagonal.q(), true, MatrixView.of(y, sigmas.length, 1));
        return product(matrix(bidiagonalLeft).transposed(), y);
    }

    @Override
    public double[] combineRight(double[] c) {
        int r = sigmas.length;
        double[] x = Arrays.copyOf(product(matrix(bidiagonalLeft).plain(), c), columns);
        KERNELS.applyLeft(bidiagonal.q(), false, MatrixView.of(x, r, 1));
        if (factor != null && rows < columns) {
            KERNELS.applyLeft(factor, false, MatrixView.of(x, columns, 1));
        }
        return x;
    }

    private double[] product(MatrixView.Factor a, double[] x) {
        double[] y = new double[sigmas.length];
        KERNELS.multiply(1, a, x, 0, y);
        return y;
    }

    private MatrixView matrix(double[] a) {
        return MatrixView.of(a, sigmas.length, sigmas.length);
    }
}
