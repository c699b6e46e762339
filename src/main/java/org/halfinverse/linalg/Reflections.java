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
    /** k. */
    int count() {
        return inRows ? vectors.rows() : vectors.columns();
    }

    /** Number of entries of what Q can be applied to, l. */
    int length() {
        return inRows ? vectors.columns() : vectors.rows();
    }
}
