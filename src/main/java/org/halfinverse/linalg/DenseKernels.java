package org.halfinverse.linalg;

import org.netlib.util.intW;

/**
 * The routines of BLAS and LAPACK that are used here, with netlib's names and arguments: matrices column-major, {@code ld}
 * numbers from one column to the next, from an offset on where there is one, else from 0. {@code work} and {@code iwork}
 * say how much scratch memory a routine may use; what is in them afterwards is undefined.
 *
 * <p>Threads share an implementation, and may write to different entries of one array at the same time.
 */
interface DenseKernels {
    /** Whether products run in native code. */
    boolean isNative();

    /** Whether decompositions run in native code. */
    boolean decomposesNatively();

    /** {@code C ← β C + α op(A) op(B)}, m × n, inner dimension k. */
    void dgemm(
            String transA,
            String transB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int offsetA,
            int lda,
            double[] b,
            int offsetB,
            int ldb,
            double beta,
            double[] c,
            int offsetC,
            int ldc);

    /** {@code y ← β y + α op(A) x}, A m × n. */
    void dgemv(
            String trans,
            int m,
            int n,
            double alpha,
            double[] a,
            int lda,
            double[] x,
            int incX,
            double beta,
            double[] y,
            int incY);

    /** {@code A = Q R}, m × n, Q as reflections. */
    void dgeqrf(int m, int n, double[] a, int lda, double[] tau, double[] work, int lwork, intW info);

    /** {@code A = L Q}, m × n, Q as reflections. */
    void dgelqf(int m, int n, double[] a, int lda, double[] tau, double[] work, int lwork, intW info);

    /** The triangle T of {@code H₁ … H_k = I − V T Vᵀ}, V n × k in columns. */
    void dlarft(String direct, String storeV, int n, int k, double[] v, int ldv, double[] tau, double[] t, int ldt);

    /** {@code op(Q) C} or {@code C op(Q)}, C m × n, Q of k reflections of {@link #dgeqrf}. */
    void dormqr(
            String side,
            String trans,
            int m,
            int n,
            int k,
            double[] a,
            int lda,
            double[] tau,
            double[] c,
            int ldc,
            double[] work,
            int lwork,
            intW info);

    /** The same with Q of {@link #dgelqf}. */
    void dormlq(
            String side,
            String trans,
            int m,
            int n,
            int k,
            double[] a,
            int lda,
            double[] tau,
            double[] c,
            int ldc,
            double[] work,
            int lwork,
            intW info);

    /** {@code A = Q B Pᵀ}, m × n with m ≥ n, B bidiagonal, Q and P as reflections. */
    void dgebrd(
            int m,
            int n,
            double[] a,
            int lda,
            double[] d,
            double[] e,
            double[] tauQ,
            double[] tauP,
            double[] work,
            int lwork,
            intW info);

    /** Q or P of {@link #dgebrd} ({@code vect}) applied like those of {@link #dormqr}; k is the other side of A. */
    void dormbr(
            String vect,
            String side,
            String trans,
            int m,
            int n,
            int k,
            double[] a,
            int lda,
            double[] tau,
            double[] c,
            int ldc,
            double[] work,
            int lwork,
            intW info);

    /** {@code B = U Σ Vᵀ} for a bidiagonal n × n matrix, with the vectors ({@code compq = "I"}). */
    void dbdsdc(
            String uplo,
            String compq,
            int n,
            double[] d,
            double[] e,
            double[] u,
            int ldu,
            double[] vt,
            int ldvt,
            double[] q,
            int[] iq,
            double[] work,
            int[] iwork,
            intW info);

    /** {@code A = Q T Qᵀ}, symmetric n × n, T tridiagonal, Q as reflections. */
    void dsytrd(
            String uplo,
            int n,
            double[] a,
            int lda,
            double[] d,
            double[] e,
            double[] tau,
            double[] work,
            int lwork,
            intW info);

    /** {@code op(Q) C} or {@code C op(Q)}, C m × n, with Q of {@link #dsytrd} of the lower triangle. */
    void dormtr(
            String side,
            String uplo,
            String trans,
            int m,
            int n,
            double[] a,
            int offsetA,
            int lda,
            double[] tau,
            int offsetTau,
            double[] c,
            int offsetC,
            int ldc,
            double[] work,
            int offsetWork,
            int lwork,
            intW info);

    /** {@code T = Z Λ Zᵀ} of a tridiagonal matrix, with the vectors ({@code compz = "I"}), by QL and QR iterations. */
    void dsteqr(String compz, int n, double[] d, double[] e, double[] z, int ldz, double[] work, intW info);
}
