package org.halfinverse.linalg;

/**
 * The reduction {@code A = Q T Qᵀ} of a symmetric matrix to tridiagonal form.
 *
 * <p>LAPACK's {@code dsytrd} does half of its work in products of the matrix with a vector, which wait for memory. From some
 * size on two threads share these products, each with its half of the matrix in the cache of its core. For large matrices it is
 * faster to go by way of a band: the first stage is products of matrices, the second one works on blocks that stay in the nearest
 * cache, and both are shared among all cores. Where a thread has lost its core, the other one does its share.
 */
interface TridiagonalReduction {
    /**
     * From this size on two stages pay. Measured on two cores they take as long as {@code dsytrd} on one at n = 1,800 and
     * 2,048, and at n = 4,096 two thirds of {@code dsytrd} on both. To come back with many vectors takes longer; steps that do
     * so take as long either way at n = 2,048, four fifths at 2,400 and three quarters at 2,956.
     */
    int LARGE = 2000;

    /** Width of the band: a narrow one makes the first stage slow, a wide one the second. */
    int WIDTH = 32;

    /** Rows and columns of the tiles that cores share. */
    int TILE = 256;

    /**
     * Numbers at the peak beside the matrix, over n: the first stage's blocks of 6 w columns, the parts of its products with the
     * matrix, and the band of 2 w.
     */
    int VECTORS = (10 + SymmetricProduct.STRIPS / 2) * WIDTH;

    /**
     * Reduces a matrix in the way that is fastest for its size.
     *
     * @param a n × n, of which the lower triangle is looked at; overwritten, and kept
     */
    static TridiagonalReduction of(MatrixView a) {
        return isInTwoStages(a.rows()) ? TwoStageReduction.of(a, WIDTH, TILE) : OneStageReduction.of(a);
    }

    /** Whether matrices of some size are reduced in two stages. */
    static boolean isInTwoStages(double n) {
        return n >= LARGE;
    }

    /** Of T, n entries; to be overwritten. */
    double[] diagonal();

    /** Of T, n − 1 entries or more; to be overwritten. */
    double[] offDiagonal();

    /** {@code x ← Q x}, or {@code Qᵀ x}. */
    void apply(boolean transposed, double[] x);

    /** {@code C ← C Q}, or {@code C Qᵀ}, on all cores. */
    void applyRight(boolean transposed, MatrixView c);
}
