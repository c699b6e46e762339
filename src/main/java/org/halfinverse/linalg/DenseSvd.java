package org.halfinverse.linalg;

/**
 * The thin singular value decomposition {@code A = U Λ Vᵀ} of a dense matrix, singular values descending, ready to be
 * applied to vectors.
 *
 * <p>A is first reduced to a square triangle by a Householder QR of its long side, and the triangle decomposed (Chan,
 * ACM TOMS 8, 1982): backward stable like the direct way, and cheaper by far where one side is long. By LAPACK where
 * it is native, else by EJML.
 */
public interface DenseSvd {
    /** The most singular values: LAPACK's {@code dbdsdc} takes 3 r² + 4 r numbers in one work array. */
    int LARGEST = 26_754;

    /**
     * {@return the decomposition of a matrix}
     *
     * @param rows m
     * @param columns n
     * @param a m × n, row-major, finite; overwritten, and kept
     * @throws IllegalArgumentException if min(m, n) exceeds {@link #LARGEST}
     * @throws ArithmeticException if the iteration does not converge
     */
    static DenseSvd of(int rows, int columns, double[] a) {
        if (Math.min(rows, columns) > LARGEST) {
            throw new IllegalArgumentException("a singular value decomposition of " + rows + " × " + columns
                    + " needs work arrays larger than an array: at most " + LARGEST + " singular values fit");
        }
        return NativeBlas.kernels().decomposesNatively()
                ? LapackSvd.of(rows, columns, a)
                : EjmlSvd.of(rows, columns, a);
    }

    /** {@return the singular values, r = min(m, n) of them, descending; a copy} */
    double[] singularValues();

    /**
     * {@return coordinates in the left singular vectors, {@code Uᵀ x}, r entries}
     *
     * @param x m entries
     */
    double[] leftCoordinates(double[] x);

    /**
     * {@return coordinates in the right singular vectors, {@code Vᵀ x}, r entries}
     *
     * @param x n entries
     */
    double[] rightCoordinates(double[] x);

    /**
     * {@return the combination of the right singular vectors, {@code V c}, n entries}
     *
     * @param c r entries
     */
    double[] combineRight(double[] c);
}
