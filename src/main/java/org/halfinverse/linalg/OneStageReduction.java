package org.halfinverse.linalg;

/**
 * By LAPACK's {@code dsytrd}, or like it with two threads ({@link ColumnReduction}).
 *
 * @param diagonal of T
 * @param offDiagonal of T
 * @param q of the last entries, as many as reflections have
 */
record OneStageReduction(double[] diagonal, double[] offDiagonal, Reflections q) implements TridiagonalReduction {
    static TridiagonalReduction of(MatrixView a) {
        return of(NativeBlas.kernels().tridiagonalize(a));
    }

    static TridiagonalReduction of(DenseKernels.Tridiagonal reduced) {
        return new OneStageReduction(reduced.diagonal(), reduced.offDiagonal(), reduced.q());
    }

    @Override
    public void apply(boolean transposed, double[] x) {
        q.applyToLast(transposed, x);
    }

    @Override
    public void applyRight(boolean transposed, MatrixView c) {
        q.applyToLastColumns(transposed, c);
    }
}
