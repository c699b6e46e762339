package org.halfinverse.linalg;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dbdsdc_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgebrd_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgelqf_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgeqrf_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dlarft_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsteqr_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsytrd_work;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import org.bytedeco.javacpp.DoublePointer;
import org.netlib.util.intW;

/**
 * OpenBLAS through the bindings that JavaCPP's presets ship for every platform.
 *
 * <p>These bindings hand no array of the heap to native code. Given one they copy all of it, there and back, whatever part of
 * it a routine uses; so what a routine uses is copied here, once: products tile by tile through memory that each thread keeps,
 * reflections that are applied some at a time, and whole matrices where a decomposition needs them.
 */
final class JavaCppKernels implements DenseKernels {
    /** For products with vectors, which are as fast as memory: a copy of the matrix would take as long. */
    private final BLAS java = JavaBLAS.getInstance();

    @Override
    public boolean isNative() {
        return true;
    }

    @Override
    public boolean decomposesNatively() {
        return true;
    }

    @Override
    public void dgemm(
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
            int ldc) {
        TiledProduct.add(
                isTransposed(transA),
                isTransposed(transB),
                m,
                n,
                k,
                alpha,
                a,
                offsetA,
                lda,
                b,
                offsetB,
                ldb,
                beta,
                c,
                offsetC,
                ldc);
    }

    @Override
    public void dgemv(
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
            int incY) {
        java.dgemv(trans, m, n, alpha, a, lda, x, incX, beta, y, incY);
    }

    @Override
    public void dgeqrf(int m, int n, double[] a, int lda, double[] tau, double[] work, int lwork, intW info) {
        try (Loan loan = new Loan()) {
            DoublePointer copy = loan.inOut(a, 0, lda, m, n);
            info.val = info(LAPACKE_dgeqrf_work(
                    LAPACK_COL_MAJOR, m, n, copy, m, loan.out(tau, Math.min(m, n)), loan.doubles(lwork), lwork));
        }
    }

    @Override
    public void dgelqf(int m, int n, double[] a, int lda, double[] tau, double[] work, int lwork, intW info) {
        try (Loan loan = new Loan()) {
            DoublePointer copy = loan.inOut(a, 0, lda, m, n);
            info.val = info(LAPACKE_dgelqf_work(
                    LAPACK_COL_MAJOR, m, n, copy, m, loan.out(tau, Math.min(m, n)), loan.doubles(lwork), lwork));
        }
    }

    @Override
    public void dlarft(
            String direct, String storeV, int n, int k, double[] v, int ldv, double[] tau, double[] t, int ldt) {
        try (Loan loan = new Loan()) {
            LAPACKE_dlarft_work(
                    LAPACK_COL_MAJOR,
                    flag(direct),
                    flag(storeV),
                    n,
                    k,
                    loan.in(v, 0, ldv * k),
                    ldv,
                    loan.in(tau, 0, k),
                    loan.inOut(t, 0, ldt, k, k),
                    k);
        }
    }

    @Override
    public void dormqr(
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
            intW info) {
        info.val = new Reflections(true, k, a, 0, lda, tau, 0).apply(side, trans, m, n, c, 0, ldc, lwork);
    }

    @Override
    public void dormlq(
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
            intW info) {
        info.val = new Reflections(false, k, a, 0, lda, tau, 0).apply(side, trans, m, n, c, 0, ldc, lwork);
    }

    @Override
    public void dgebrd(
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
            intW info) {
        int r = Math.min(m, n);
        try (Loan loan = new Loan()) {
            info.val = info(LAPACKE_dgebrd_work(
                    LAPACK_COL_MAJOR,
                    m,
                    n,
                    loan.inOut(a, 0, lda, m, n),
                    m,
                    loan.out(d, r),
                    loan.out(e, r - 1),
                    loan.out(tauQ, r),
                    loan.out(tauP, r),
                    loan.doubles(lwork),
                    lwork));
        }
    }

    @Override
    public void dormbr(
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
            intW info) {
        int length = side.equals("L") ? m : n;
        if (vect.equals("Q")) {
            info.val = length >= k
                    ? new Reflections(true, k, a, 0, lda, tau, 0).apply(side, trans, m, n, c, 0, ldc, lwork)
                    : new Reflections(true, length - 1, a, 1, lda, tau, 0)
                            .applyBehindFirst(side, trans, m, n, c, 0, ldc, lwork);
        } else {
            String opposite = isTransposed(trans) ? "N" : "T"; // the rows of A make Pᵀ
            info.val = length > k
                    ? new Reflections(false, k, a, 0, lda, tau, 0).apply(side, opposite, m, n, c, 0, ldc, lwork)
                    : new Reflections(false, length - 1, a, lda, lda, tau, 0)
                            .applyBehindFirst(side, opposite, m, n, c, 0, ldc, lwork);
        }
    }

    @Override
    public void dbdsdc(
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
            intW info) {
        try (Loan loan = new Loan()) {
            info.val = info(LAPACKE_dbdsdc_work(
                    LAPACK_COL_MAJOR,
                    flag(uplo),
                    flag(compq),
                    n,
                    loan.inOut(d, n),
                    loan.inOut(e, n - 1),
                    loan.out(u, 0, ldu, n, n),
                    n,
                    loan.out(vt, 0, ldvt, n, n),
                    n,
                    loan.doubles(q.length),
                    loan.ints(iq.length),
                    loan.doubles(work.length),
                    loan.ints(iwork.length)));
        }
    }

    @Override
    public void dsytrd(
            String uplo,
            int n,
            double[] a,
            int lda,
            double[] d,
            double[] e,
            double[] tau,
            double[] work,
            int lwork,
            intW info) {
        try (Loan loan = new Loan()) {
            info.val = info(LAPACKE_dsytrd_work(
                    LAPACK_COL_MAJOR,
                    flag(uplo),
                    n,
                    loan.inOut(a, 0, lda, n, n),
                    n,
                    loan.out(d, n),
                    loan.out(e, n - 1),
                    loan.out(tau, n - 1),
                    loan.doubles(lwork),
                    lwork));
        }
    }

    @Override
    public void dormtr(
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
            intW info) {
        int count = (side.equals("L") ? m : n) - 1;
        info.val = new Reflections(true, count, a, offsetA + 1, lda, tau, offsetTau)
                .applyBehindFirst(side, trans, m, n, c, offsetC, ldc, lwork);
    }

    @Override
    public void dsteqr(String compz, int n, double[] d, double[] e, double[] z, int ldz, double[] work, intW info) {
        try (Loan loan = new Loan()) {
            info.val = info(LAPACKE_dsteqr_work(
                    LAPACK_COL_MAJOR,
                    flag(compz),
                    n,
                    loan.inOut(d, n),
                    loan.inOut(e, n - 1),
                    loan.out(z, 0, ldz, n, n),
                    n,
                    loan.doubles(work.length)));
        }
    }

    static boolean isTransposed(String trans) {
        return trans.equals("T");
    }

    static byte flag(String option) {
        return (byte) option.charAt(0);
    }

    /** LAPACKE counts its first argument, the order of matrices, which LAPACK does not have. */
    static int info(int result) {
        return result < 0 ? result + 1 : result;
    }
}
