package org.halfinverse.linalg;

/**
 * Products of row-major matrices, {@code C ← β C + op(A) op(B)}.
 *
 * <p>A row-major matrix is its transpose in the column-major order of BLAS, hence the exchanged factors. All
 * matrices are dense, without gaps, and start at element 0 unless an offset is given.
 */
public final class Gemm {
    private static final DenseKernels KERNELS = NativeBlas.kernels();

    private Gemm() {}

    /**
     * {@code C ← β C + A B}.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B
     * @param a m × k, starting at {@code aOffset}
     * @param aOffset where A starts
     * @param b k × n, starting at {@code bOffset}
     * @param bOffset where B starts
     * @param beta factor of the old C
     * @param c m × n, starting at {@code cOffset}, overwritten
     * @param cOffset where C starts
     */
    public static void multiply(
            int m,
            int n,
            int k,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double beta,
            double[] c,
            int cOffset) {
        KERNELS.multiply(
                1,
                MatrixView.of(b, bOffset, n, k).plain(),
                MatrixView.of(a, aOffset, k, m).plain(),
                beta,
                MatrixView.of(c, cOffset, n, m));
    }

    /**
     * {@code C ← β C + A Bᵀ}.
     *
     * @param m rows of A and C
     * @param n rows of B, columns of C
     * @param k columns of A and B
     * @param a m × k, starting at {@code aOffset}
     * @param aOffset where A starts
     * @param b n × k, starting at {@code bOffset}
     * @param bOffset where B starts
     * @param beta factor of the old C
     * @param c m × n, overwritten
     */
    public static void multiplyTransposedB(
            int m, int n, int k, double[] a, int aOffset, double[] b, int bOffset, double beta, double[] c) {
        KERNELS.multiply(
                1,
                MatrixView.of(b, bOffset, k, n).transposed(),
                MatrixView.of(a, aOffset, k, m).plain(),
                beta,
                MatrixView.of(c, n, m));
    }

    /**
     * {@code C ← β C + Aᵀ B}.
     *
     * @param m columns of A, rows of C
     * @param n columns of B and C
     * @param k rows of A and B
     * @param a k × m, starting at {@code aOffset}
     * @param aOffset where A starts
     * @param b k × n, starting at {@code bOffset}
     * @param bOffset where B starts
     * @param beta factor of the old C
     * @param c m × n, starting at {@code cOffset}, overwritten
     * @param cOffset where C starts
     */
    public static void multiplyTransposedA(
            int m,
            int n,
            int k,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double beta,
            double[] c,
            int cOffset) {
        KERNELS.multiply(
                1,
                MatrixView.of(b, bOffset, n, k).plain(),
                MatrixView.of(a, aOffset, m, k).transposed(),
                beta,
                MatrixView.of(c, cOffset, n, m));
    }
}
