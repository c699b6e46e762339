package org.halfinverse.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import dev.ludovic.netlib.lapack.LAPACK;
import dev.ludovic.netlib.lapack.NativeLAPACK;
import org.halfinverse.linalg.MatrixView.Factor;
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
    public void multiply(double alpha, Factor a, Factor b, double beta, MatrixView c) {
        c.requireProductOf(a, b);
        MatrixView left = a.matrix();
        MatrixView right = b.matrix();
        blas.dgemm(
                flag(a.isTransposed()),
                flag(b.isTransposed()),
                c.rows(),
                c.columns(),
                a.columns(),
                alpha,
                left.values(),
                left.offset(),
                left.stride(),
                right.values(),
                right.offset(),
                right.stride(),
                beta,
                c.values(),
                c.offset(),
                c.stride());
    }

    @Override
    public void multiply(double alpha, Factor a, double[] x, double beta, double[] y) {
        multiply(blas, alpha, a, x, beta, y);
    }

    static void multiply(BLAS blas, double alpha, Factor a, double[] x, double beta, double[] y) {
        MatrixView m = a.matrix();
        blas.dgemv(
                flag(a.isTransposed()),
                m.rows(),
                m.columns(),
                alpha,
                m.values(),
                m.offset(),
                m.stride(),
                x,
                0,
                1,
                beta,
                y,
                0,
                1);
    }

    @Override
    public Reflections factorizeQr(MatrixView a) {
        int m = a.rows();
        int n = a.columns();
        double[] scales = new double[Math.min(m, n)];
        double[] work = new double[BLOCK * n];
        intW info = new intW(0);
        lapack.dgeqrf(m, n, a.values(), a.offset(), a.stride(), scales, 0, work, 0, work.length, info);
        DenseKernels.requireSuccess(info.val, "dgeqrf", m);
        return new Reflections(false, a.part(0, 0, m, scales.length), scales);
    }

    @Override
    public Reflections factorizeLq(MatrixView a) {
        int m = a.rows();
        int n = a.columns();
        double[] scales = new double[Math.min(m, n)];
        double[] work = new double[BLOCK * m];
        intW info = new intW(0);
        lapack.dgelqf(m, n, a.values(), a.offset(), a.stride(), scales, 0, work, 0, work.length, info);
        DenseKernels.requireSuccess(info.val, "dgelqf", n);
        return new Reflections(true, a.part(0, 0, scales.length, n), scales);
    }

    @Override
    public void triangle(Reflections reflections, MatrixView t) {
        MatrixView v = reflections.vectors();
        lapack.dlarft(
                "F",
                "C",
                v.rows(),
                v.columns(),
                v.values(),
                v.offset(),
                v.stride(),
                reflections.scales(),
                0,
                t.values(),
                t.offset(),
                t.stride());
    }

    @Override
    public void applyLeft(Reflections q, boolean transposed, MatrixView c) {
        apply("L", q, transposed, c, c.columns());
    }

    @Override
    public void applyRight(Reflections q, boolean transposed, MatrixView c) {
        apply("R", q, transposed, c, c.rows());
    }

    private void apply(String side, Reflections q, boolean transposed, MatrixView c, int width) {
        Routine routine = q.inRows() ? lapack::dormlq : lapack::dormqr;
        MatrixView v = q.vectors();
        double[] work = new double[BLOCK * (width + BLOCK)];
        intW info = new intW(0);
        routine.apply(
                side,
                flag(transposed),
                c.rows(),
                c.columns(),
                q.count(),
                v.values(),
                v.offset(),
                v.stride(),
                q.scales(),
                0,
                c.values(),
                c.offset(),
                c.stride(),
                work,
                0,
                work.length,
                info);
        DenseKernels.requireSuccess(info.val, q.inRows() ? "dormlq" : "dormqr", q.length());
    }

    /** {@code dormqr} or {@code dormlq}. */
    private interface Routine {
        void apply(
                String side,
                String trans,
                int m,
                int n,
                int k,
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
    }

    @Override
    public Bidiagonal bidiagonalize(MatrixView a) {
        int n = a.columns();
        double[] d = new double[n];
        double[] e = new double[Math.max(1, n - 1)];
        double[] scalesQ = new double[n];
        double[] scalesP = new double[n];
        double[] work = new double[BLOCK * 2 * n];
        intW info = new intW(0);
        lapack.dgebrd(
                n,
                n,
                a.values(),
                a.offset(),
                a.stride(),
                d,
                0,
                e,
                offDiagonal(n),
                scalesQ,
                0,
                scalesP,
                0,
                work,
                0,
                work.length,
                info);
        DenseKernels.requireSuccess(info.val, "dgebrd", n);
        return Bidiagonal.in(a, d, e, scalesQ, scalesP);
    }

    /** Where e begins. netlib looks whether its last entry is there, which with n = 1 is the one before the first. */
    private static int offDiagonal(int n) {
        return n == 1 ? 1 : 0;
    }

    @Override
    public void decomposeBidiagonal(double[] diagonal, double[] offDiagonal, MatrixView u, MatrixView vTransposed) {
        int n = diagonal.length;
        intW info = new intW(0);
        lapack.dbdsdc(
                "U",
                "I",
                n,
                diagonal,
                0,
                offDiagonal,
                offDiagonal(n),
                u.values(),
                u.offset(),
                u.stride(),
                vTransposed.values(),
                vTransposed.offset(),
                vTransposed.stride(),
                new double[1],
                0,
                new int[1],
                0,
                new double[(3 * n + 4) * n],
                0,
                new int[8 * n],
                0,
                info);
        DenseKernels.requireSuccess(info.val, "dbdsdc", n);
    }

    @Override
    public boolean sharesTridiagonalization(double n) {
        return isNative() && n >= ColumnReduction.SMALLEST;
    }

    @Override
    public Tridiagonal tridiagonalize(MatrixView a) {
        int n = a.columns();
        return tridiagonalize(a, sharesTridiagonalization(n) ? ColumnReduction.LAST : n);
    }

    /** By {@link ColumnReduction}, which leaves so many rows to {@code dsytrd}. */
    Tridiagonal tridiagonalize(MatrixView a, int last) {
        int n = a.columns();
        Tridiagonal reduced = Tridiagonal.in(a, new double[n], new double[n], new double[n]);
        int done = last < n ? new ColumnReduction(this, a, reduced, last).columns() : 0;
        MatrixView rest = a.part(done, done, n - done, n - done);
        double[] work = new double[BLOCK * rest.columns()];
        intW info = new intW(0);
        lapack.dsytrd(
                "L",
                rest.columns(),
                rest.values(),
                rest.offset(),
                rest.stride(),
                reduced.diagonal(),
                done,
                reduced.offDiagonal(),
                done,
                reduced.q().scales(),
                done,
                work,
                0,
                work.length,
                info);
        DenseKernels.requireSuccess(info.val, "dsytrd", n);
        return reduced;
    }

    @Override
    public void decomposeTridiagonal(double[] diagonal, double[] offDiagonal, MatrixView z) {
        int n = diagonal.length;
        intW info = new intW(0);
        lapack.dsteqr(
                "I", n, diagonal, 0, offDiagonal, 0, z.values(), z.offset(), z.stride(), new double[2 * n], 0, info);
        DenseKernels.requireSuccess(info.val, "dsteqr", n);
    }

    private static String flag(boolean transposed) {
        return transposed ? "T" : "N";
    }
}
