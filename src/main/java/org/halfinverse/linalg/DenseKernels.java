package org.halfinverse.linalg;

/**
 * The routines of BLAS and LAPACK that are used here, on views of column-major matrices.
 *
 * <p>Threads share an implementation, and may write to different entries of one array at the same time. A routine of
 * LAPACK that fails throws an {@link ArithmeticException} that names it.
 */
interface DenseKernels {
    /** Columns that blocked routines work on at once, for the size of their work arrays. */
    int BLOCK = 64;

    /** Whether products run in native code. */
    boolean isNative();

    /** Whether decompositions run in native code. */
    boolean decomposesNatively();

    /** {@code C ← β C + α op(A) op(B)}; with β = 0 whatever C was. */
    void multiply(double alpha, MatrixView.Factor a, MatrixView.Factor b, double beta, MatrixView c);

    /** {@code y ← β y + α op(A) x}. */
    void multiply(double alpha, MatrixView.Factor a, double[] x, double beta, double[] y);

    /** {@code A = Q R}: R replaces the upper triangle of A, min(m, n) reflections what is below ({@code dgeqrf}). */
    Reflections factorizeQr(MatrixView a);

    /** {@code A = L Q}: L replaces the lower triangle of A, min(m, n) reflections what is above ({@code dgelqf}). */
    Reflections factorizeLq(MatrixView a);

    /** The upper triangle T, k × k, of {@code H₁ … H_k = I − V T Vᵀ} for reflections in columns ({@code dlarft}). */
    void triangle(Reflections reflections, MatrixView t);

    /** {@code C ← Q C}, or {@code Qᵀ C}, where C has as many rows as reflections have entries. */
    void applyLeft(Reflections q, boolean transposed, MatrixView c);

    /** {@code C ← C Q}, or {@code C Qᵀ}, where C has as many columns as reflections have entries. */
    void applyRight(Reflections q, boolean transposed, MatrixView c);

    /**
     * {@code A = Q B Pᵀ} of an n × n matrix.
     *
     * @param diagonal of B, n entries
     * @param offDiagonal above it, n − 1 entries
     * @param q of n reflections
     * @param p of all entries but the first, n − 1 reflections; as they stand in rows, {@code Pᵀ} is their product
     */
    record Bidiagonal(double[] diagonal, double[] offDiagonal, Reflections q, Reflections p) {
        /** From what {@code dgebrd} leaves in A. */
        static Bidiagonal in(
                MatrixView a, double[] diagonal, double[] offDiagonal, double[] scalesQ, double[] scalesP) {
            int n = a.columns();
            return new Bidiagonal(
                    diagonal,
                    offDiagonal,
                    new Reflections(false, a, scalesQ),
                    new Reflections(true, a.part(0, 1, n - 1, n - 1), scalesP));
        }
    }

    /** {@code A = Q B Pᵀ} of an n × n matrix, n ≥ 1, which reflections replace ({@code dgebrd}). */
    Bidiagonal bidiagonalize(MatrixView a);

    /**
     * {@code B = U Σ Vᵀ} of an upper bidiagonal matrix by divide and conquer ({@code dbdsdc}).
     *
     * @param diagonal n entries, overwritten with the singular values, descending
     * @param offDiagonal n − 1 entries, overwritten
     * @param u n × n, overwritten with U
     * @param vTransposed n × n, overwritten with Vᵀ
     */
    void decomposeBidiagonal(double[] diagonal, double[] offDiagonal, MatrixView u, MatrixView vTransposed);

    /**
     * {@code A = Q T Qᵀ} of a symmetric n × n matrix.
     *
     * @param diagonal of T, n entries
     * @param offDiagonal beside it, n − 1 entries
     * @param q of all entries but the first, n − 1 reflections
     */
    record Tridiagonal(double[] diagonal, double[] offDiagonal, Reflections q) {
        /** From what {@code dsytrd} leaves in the lower triangle of A. */
        static Tridiagonal in(MatrixView a, double[] diagonal, double[] offDiagonal, double[] scales) {
            int n = a.columns();
            return new Tridiagonal(diagonal, offDiagonal, new Reflections(false, a.part(1, 0, n - 1, n - 1), scales));
        }
    }

    /** Whether {@link #tridiagonalize} shares an n × n matrix between two threads. */
    boolean sharesTridiagonalization(double n);

    /** {@code A = Q T Qᵀ} of an n × n matrix, n ≥ 1, whose lower triangle reflections replace ({@code dsytrd}). */
    Tridiagonal tridiagonalize(MatrixView a);

    /**
     * {@code T = Z Λ Zᵀ} of a tridiagonal matrix by QL and QR iterations ({@code dsteqr}).
     *
     * @param diagonal n entries, overwritten with the eigenvalues, ascending
     * @param offDiagonal n − 1 entries or more, overwritten
     * @param z n × n, overwritten with Z
     */
    void decomposeTridiagonal(double[] diagonal, double[] offDiagonal, MatrixView z);

    /** Refuses to go on where LAPACK reports an error. */
    static void requireSuccess(int info, String routine, int size) {
        if (info != 0) {
            throw new ArithmeticException(routine + " of size " + size
                    + (info < 0 ? " refused argument " + -info : " did not converge (" + info + ")"));
        }
    }
}
