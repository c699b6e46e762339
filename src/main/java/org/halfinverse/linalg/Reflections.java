package org.halfinverse.linalg;

/**
 * An orthogonal matrix as a product of Householder reflections {@code H_i = I − τ_i v_i v_iᵀ}, whose vectors stand below
 * the diagonal of some columns ({@code Q = H₁ … H_k}, as LAPACK's QR leaves them) or to the right of the diagonal of some
 * rows ({@code Q = H_k … H₁}, as its LQ leaves them), each with a 1 on the diagonal that is not stored.
 *
 * @param inRows whether the vectors are rows
 * @param vectors l × k, or k × l in rows
 * @param scales τ, k entries or more
 */
record Reflections(boolean inRows, MatrixView vectors, double[] scales) {
    /** Vectors that a core works on; fixed, so that the bits do not depend on the number of cores. */
    private static final int GROUP = 48;

    /** k. */
    int count() {
        return inRows ? vectors.rows() : vectors.columns();
    }

    /** Number of entries of what Q can be applied to, l. */
    int length() {
        return inRows ? vectors.columns() : vectors.rows();
    }

    /** {@code x ← Q x}, or {@code Qᵀ x}, for the last l entries of a vector. */
    void applyToLast(boolean transposed, double[] x) {
        if (length() > 0) {
            NativeBlas.kernels().applyLeft(this, transposed, MatrixView.of(x, x.length - length(), length(), 1));
        }
    }

    /** {@code C ← C Q}, or {@code C Qᵀ}, for the last l columns of a matrix, some rows at a time on all cores. */
    void applyToLastColumns(boolean transposed, MatrixView c) {
        if (length() > 0) {
            Tasks.inOrder((c.rows() + GROUP - 1) / GROUP, group -> {
                int from = group * GROUP;
                int rows = Math.min(GROUP, c.rows() - from);
                NativeBlas.kernels().applyRight(this, transposed, c.part(from, c.columns() - length(), rows, length()));
            });
        }
    }
}
