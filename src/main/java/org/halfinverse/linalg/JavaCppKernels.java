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
import org.bytedeco.openblas.global.openblas;
import org.halfinverse.linalg.MatrixView.Factor;

/**
 * OpenBLAS through the bindings that JavaCPP's presets ship for every platform.
 *
 * <p>These bindings hand no array of the heap to native code. Given one they copy all of it, there and back, whatever part of
 * it a routine uses; so what a routine uses is copied here, once: products tile by tile through memory that each thread keeps,
 * reflections that are applied some at a time, and whole matrices where a decomposition needs them.
 */
final class JavaCppKernels implements DenseKernels {
    /** Reflections that are copied at a time, a multiple of the blocks in which LAPACK applies them. */
    private static final int PANEL = 128;

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
    public void multiply(double alpha, Factor a, Factor b, double beta, MatrixView c) {
        c.requireProductOf(a, b);
        TiledProduct.add(alpha, a, b, beta, c);
    }

    @Override
    public void multiply(double alpha, Factor a, double[] x, double beta, double[] y) {
        NetlibKernels.multiply(java, alpha, a, x, beta, y);
    }

    @Override
    public Reflections factorizeQr(MatrixView a) {
        int m = a.rows();
        int n = a.columns();
        double[] scales = new double[Math.min(m, n)];
        int work = BLOCK * n;
        try (Loan loan = new Loan()) {
            DoublePointer copy = loan.inOut(a);
            DoublePointer tau = loan.out(scales, scales.length);
            requireSuccess(
                    LAPACKE_dgeqrf_work(LAPACK_COL_MAJOR, m, n, copy, m, tau, loan.doubles(work), work), "dgeqrf", m);
        }
        return new Reflections(false, a.part(0, 0, m, scales.length), scales);
    }

    @Override
    public Reflections factorizeLq(MatrixView a) {
        int m = a.rows();
        int n = a.columns();
        double[] scales = new double[Math.min(m, n)];
        int work = BLOCK * m;
        try (Loan loan = new Loan()) {
            DoublePointer copy = loan.inOut(a);
            DoublePointer tau = loan.out(scales, scales.length);
            requireSuccess(
                    LAPACKE_dgelqf_work(LAPACK_COL_MAJOR, m, n, copy, m, tau, loan.doubles(work), work), "dgelqf", n);
        }
        return new Reflections(true, a.part(0, 0, scales.length, n), scales);
    }

    @Override
    public void triangle(Reflections reflections, MatrixView t) {
        MatrixView v = reflections.vectors();
        try (Loan loan = new Loan()) {
            LAPACKE_dlarft_work(
                    LAPACK_COL_MAJOR,
                    (byte) 'F',
                    (byte) 'C',
                    v.rows(),
                    v.columns(),
                    loan.in(v),
                    v.rows(),
                    loan.in(reflections.scales(), v.columns()),
                    loan.inOut(t),
                    t.rows());
        }
    }

    @Override
    public void applyLeft(Reflections q, boolean transposed, MatrixView c) {
        apply(true, q, transposed, c);
    }

    @Override
    public void applyRight(Reflections q, boolean transposed, MatrixView c) {
        apply(false, q, transposed, c);
    }

    private static void apply(boolean left, Reflections q, boolean transposed, MatrixView c) {
        boolean firstToLast = q.inRows() != (left == transposed);
        int m = c.rows();
        int n = c.columns();
        int panels = (q.count() + PANEL - 1) / PANEL;
        int lwork = BLOCK * ((left ? n : m) + BLOCK);
        Routine routine = q.inRows() ? openblas::LAPACKE_dormlq_work : openblas::LAPACKE_dormqr_work;
        try (Loan loan = new Loan()) {
            DoublePointer target = loan.inOut(c);
            DoublePointer scales = loan.in(q.scales(), q.count());
            DoublePointer panel = loan.doubles((long) PANEL * q.length());
            DoublePointer work = loan.doubles(lwork);
            for (int p = 0; p < panels; p++) {
                int from = PANEL * (firstToLast ? p : panels - 1 - p);
                int width = Math.min(PANEL, q.count() - from);
                int reach = q.length() - from;
                MatrixView part = q.vectors().part(from, from, q.inRows() ? width : reach, q.inRows() ? reach : width);
                Packed.load(panel, part);
                int result = routine.apply(
                        LAPACK_COL_MAJOR,
                        (byte) (left ? 'L' : 'R'),
                        (byte) (transposed ? 'T' : 'N'),
                        left ? reach : m,
                        left ? n : reach,
                        width,
                        panel,
                        part.rows(),
                        scales.getPointer(from),
                        target.getPointer(left ? from : (long) from * m),
                        m,
                        work,
                        lwork);
                requireSuccess(result, q.inRows() ? "dormlq" : "dormqr", q.length());
            }
        }
    }

    /** {@code dormqr} or {@code dormlq}. */
    private interface Routine {
        int apply(
                int layout,
                byte side,
                byte trans,
                int m,
                int n,
                int k,
                DoublePointer a,
                int lda,
                DoublePointer tau,
                DoublePointer c,
                int ldc,
                DoublePointer work,
                int lwork);
    }

    @Override
    public Bidiagonal bidiagonalize(MatrixView a) {
        int n = a.columns();
        double[] d = new double[n];
        double[] e = new double[Math.max(1, n - 1)];
        double[] scalesQ = new double[n];
        double[] scalesP = new double[n];
        int lwork = BLOCK * 2 * n;
        try (Loan loan = new Loan()) {
            int result = LAPACKE_dgebrd_work(
                    LAPACK_COL_MAJOR,
                    n,
                    n,
                    loan.inOut(a),
                    n,
                    loan.out(d, n),
                    loan.out(e, n - 1),
                    loan.out(scalesQ, n),
                    loan.out(scalesP, n),
                    loan.doubles(lwork),
                    lwork);
            requireSuccess(result, "dgebrd", n);
        }
        return Bidiagonal.in(a, d, e, scalesQ, scalesP);
    }

    @Override
    public void decomposeBidiagonal(double[] diagonal, double[] offDiagonal, MatrixView u, MatrixView vTransposed) {
        int n = diagonal.length;
        try (Loan loan = new Loan()) {
            int result = LAPACKE_dbdsdc_work(
                    LAPACK_COL_MAJOR,
                    (byte) 'U',
                    (byte) 'I',
                    n,
                    loan.inOut(diagonal, n),
                    loan.inOut(offDiagonal, n - 1),
                    loan.out(u),
                    n,
                    loan.out(vTransposed),
                    n,
                    loan.doubles(1),
                    loan.ints(1),
                    loan.doubles((3L * n + 4) * n),
                    loan.ints(8L * n));
            requireSuccess(result, "dbdsdc", n);
        }
    }

    /** Products with single vectors are in Java, which is no faster than {@code dsytrd} on one core. */
    @Override
    public boolean sharesTridiagonalization(double n) {
        return false;
    }

    @Override
    public Tridiagonal tridiagonalize(MatrixView a) {
        int n = a.columns();
        double[] d = new double[n];
        double[] e = new double[n];
        double[] scales = new double[n];
        int lwork = BLOCK * n;
        try (Loan loan = new Loan()) {
            int result = LAPACKE_dsytrd_work(
                    LAPACK_COL_MAJOR,
                    (byte) 'L',
                    n,
                    loan.inOut(a),
                    n,
                    loan.out(d, n),
                    loan.out(e, n - 1),
                    loan.out(scales, n - 1),
                    loan.doubles(lwork),
                    lwork);
            requireSuccess(result, "dsytrd", n);
        }
        return Tridiagonal.in(a, d, e, scales);
    }

    @Override
    public void decomposeTridiagonal(double[] diagonal, double[] offDiagonal, MatrixView z) {
        int n = diagonal.length;
        try (Loan loan = new Loan()) {
            int result = LAPACKE_dsteqr_work(
                    LAPACK_COL_MAJOR,
                    (byte) 'I',
                    n,
                    loan.inOut(diagonal, n),
                    loan.inOut(offDiagonal, n - 1),
                    loan.out(z),
                    n,
                    loan.doubles(2L * n));
            requireSuccess(result, "dsteqr", n);
        }
    }

    /** LAPACKE counts its first argument, the order of matrices, which LAPACK does not have. */
    private static void requireSuccess(int result, String routine, int size) {
        DenseKernels.requireSuccess(result < 0 ? result + 1 : result, routine, size);
    }
}
