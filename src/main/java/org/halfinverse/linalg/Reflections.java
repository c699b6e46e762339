package org.halfinverse.linalg;

import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;

/**
 * {@code Q = H₁ … H_count} that {@code dgeqrf} has left in the columns of a matrix, or {@code Q = H_count … H₁} that {@code
 * dgelqf} has left in rows. Native code gets copies of some reflections at a time.
 */
record Reflections(boolean inColumns, int count, double[] a, int offsetA, int lda, double[] tau, int offsetTau) {
    /** Reflections at a time, a multiple of the blocks in which LAPACK applies them. */
    private static final int PANEL = 128;

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

    /**
     * Applies Q or its transpose to all of C but its first row, from the left, or its first column, from the right.
     *
     * @return LAPACK's {@code info}
     */
    int applyBehindFirst(String side, String trans, int m, int n, double[] c, int offsetC, int ldc, int lwork) {
        return side.equals("L")
                ? apply(side, trans, m - 1, n, c, offsetC + 1, ldc, lwork)
                : apply(side, trans, m, n - 1, c, offsetC + ldc, ldc, lwork);
    }

    /**
     * Applies Q or its transpose to C, m × n, from the left or the right.
     *
     * @return LAPACK's {@code info}
     */
    int apply(String side, String trans, int m, int n, double[] c, int offsetC, int ldc, int lwork) {
        boolean left = side.equals("L");
        boolean firstToLast = inColumns == (left == JavaCppKernels.isTransposed(trans));
        int length = left ? m : n;
        int panels = (count + PANEL - 1) / PANEL;
        Routine routine = inColumns ? openblas::LAPACKE_dormqr_work : openblas::LAPACKE_dormlq_work;
        try (Loan loan = new Loan()) {
            DoublePointer target = loan.inOut(c, offsetC, ldc, m, n);
            DoublePointer scales = loan.in(tau, offsetTau, count);
            DoublePointer panel = loan.doubles((long) PANEL * length);
            DoublePointer work = loan.doubles(lwork);
            for (int p = 0; p < panels; p++) {
                int from = PANEL * (firstToLast ? p : panels - 1 - p);
                int width = Math.min(PANEL, count - from);
                int reach = length - from;
                int panelRows = inColumns ? reach : width;
                int panelColumns = inColumns ? width : reach;
                Packed.load(panel, a, offsetA + from * lda + from, lda, panelRows, panelColumns);
                int result = routine.apply(
                        LAPACK_COL_MAJOR,
                        JavaCppKernels.flag(side),
                        JavaCppKernels.flag(trans),
                        left ? reach : m,
                        left ? n : reach,
                        width,
                        panel,
                        panelRows,
                        scales.getPointer(from),
                        target.getPointer(left ? from : (long) from * m),
                        m,
                        work,
                        lwork);
                if (result != 0) {
                    return JavaCppKernels.info(result);
                }
            }
            return 0;
        }
    }
}
