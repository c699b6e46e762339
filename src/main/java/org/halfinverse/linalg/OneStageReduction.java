package org.halfinverse.linalg;

/**
 * By LAPACK's {@code dsytrd}.
 *
 * @param diagonal of T
 * @param offDiagonal of T
 * @param q of the last entries, as many as reflections have
 */
record OneStageReduction(double[] diagonal, double[] offDiagonal, Reflections q) implements TridiagonalReduction {
    private static final DenseKernels KERNELS = NativeBlas.kernels();
    /** Vectors that a core works on; fixed, so that the bits do not depend on the number of cores. */
    private static final int GROUP = 48;

    static TridiagonalReduction of(MatrixView a) {
        DenseKernels.Tridiagonal reduced = LapackCalls.onCoresFor(a.rows(), () -> KERNELS.tridiagonalize(a));
        return new OneStageReduction(reduced.diagonal(), reduced.offDiagonal(), reduced.q());
    }

    @Override
    public void apply(boolean transposed, double[] x) {
        apply(q, transposed, x);
    }

    @Override
    public void applyRight(boolean transposed, MatrixView c) {
        applyRight(q, transposed, c);
    }

    /** Applies reflections to the last entries of a vector. */
    static void apply(Reflections q, boolean transposed, double[] x) {
        int length = q.length();
        if (length > 0) {
            KERNELS.applyLeft(q, transposed, MatrixView.of(x, x.length - length, length, 1));
        }
    }

    /** Applies reflections from the right to the last columns of a matrix, some rows at a time. */
    static void applyRight(Reflections q, boolean transposed, MatrixView c) {
        int length = q.length();
        if (length > 0) {
            Tasks.inOrder((c.rows() + GROUP - 1) / GROUP, group -> {
                int from = group * GROUP;
                int rows = Math.min(GROUP, c.rows() - from);
                KERNELS.applyRight(q, transposed, c.part(from, c.columns() - length, rows, length));
            });
        }
    }
}
