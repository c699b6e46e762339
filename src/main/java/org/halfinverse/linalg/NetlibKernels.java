package org.halfinverse.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import dev.ludovic.netlib.lapack.LAPACK;
import dev.ludovic.netlib.lapack.NativeLAPACK;
import org.netlib.util.intW;

/** What netlib has found when it was first asked, which MLlib calls too: native code on Linux, else Java. */
record NetlibKernels(BLAS blas, LAPACK lapack) implements DenseKernels {
    NetlibKernels() {
        this(BLAS.getInstance(), LAPACK.getInstance());
    }

    /** Netlib's name for it. */
    String name() {
        return blas.getClass().getSimpleName();
    }

    @Override
    public boolean isNative() {
        return blas instanceof NativeBLAS;
    }

    @Override
    public boolean decomposesNatively() {
        return lapack instanceof NativeLAPACK;
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
        blas.dgemm(transA, transB, m, n, k, alpha, a, offsetA, lda, b, offsetB, ldb, beta, c, offsetC, ldc);
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
        blas.dgemv(trans, m, n, alpha, a, lda, x, incX, beta, y, incY);
    }

    @Override
    public void dgeqrf(int m, int n, double[] a, int lda, double[] tau, double[] work, int lwork, intW info) {
        lapack.dgeqrf(m, n, a, lda, tau, work, lwork, info);
    }

    @Override
    public void dgelqf(int m, int n, double[] a, int lda, double[] tau, double[] work, int lwork, intW info) {
        lapack.dgelqf(m, n, a, lda, tau, work, lwork, info);
    }

    @Override
    public void dlarft(
            String direct, String storeV, int n, int k, double[] v, int ldv, double[] tau, double[] t, int ldt) {
        lapack.dlarft(direct, storeV, n, k, v, ldv, tau, t, ldt);
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
        lapack.dormqr(side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork, info);
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
        lapack.dormlq(side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork, info);
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
        lapack.dgebrd(m, n, a, lda, d, e, tauQ, tauP, work, lwork, info);
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
        lapack.dormbr(vect, side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork, info);
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
        lapack.dbdsdc(uplo, compq, n, d, e, u, ldu, vt, ldvt, q, iq, work, iwork, info);
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
        lapack.dsytrd(uplo, n, a, lda, d, e, tau, work, lwork, info);
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
        lapack.dormtr(
                side,
                uplo,
                trans,
                m,
                n,
                a,
                offsetA,
                lda,
                tau,
                offsetTau,
                c,
                offsetC,
                ldc,
                work,
                offsetWork,
                lwork,
                info);
    }

    @Override
    public void dsteqr(String compz, int n, double[] d, double[] e, double[] z, int ldz, double[] work, intW info) {
        lapack.dsteqr(compz, n, d, e, z, ldz, work, info);
    }
}
