package org.halfinverse.linalg;

/**
 * By way of a band: {@code A = Q₁ B Q₁ᵀ} by {@link BandReduction}, {@code B = Q₂ T Q₂ᵀ} by {@link BandTridiagonal}, and
 * {@code Q = Q₁ Q₂}. The reflections of the first stage stay in the lower triangle of A, those of the second replace the upper
 * one.
 *
 * @param diagonal of T
 * @param offDiagonal of T
 * @param first Q₁, of the last entries, as many as its reflections have
 * @param second Q₂
 */
record TwoStageReduction(double[] diagonal, double[] offDiagonal, Reflections first, SweepReflections second)
        implements TridiagonalReduction {
    /**
     * Reduces a matrix.
     *
     * @param a n × n, of which the lower triangle is looked at; overwritten, and kept
     * @param w width of the band, a multiple of four
     * @param tile rows and columns of the tiles that cores share
     */
    static TridiagonalReduction of(MatrixView a, int w, int tile) {
        int n = a.rows();
        BandReduction reduction = new BandReduction(a, w, tile);
        BandTridiagonal chase = new BandTridiagonal(n, w, reduction.band(2 * w - 1), a.values());
        return new TwoStageReduction(chase.diagonal(), chase.offDiagonal(), reduction.q(), chase.q());
    }

    @Override
    public void apply(boolean transposed, double[] x) {
        if (transposed) {
            first.applyToLast(true, x);
            second.apply(true, x);
        } else {
            second.apply(false, x);
            first.applyToLast(false, x);
        }
    }

    @Override
    public void applyRight(boolean transposed, MatrixView c) {
        if (transposed) {
            second.applyRight(true, c);
            first.applyToLastColumns(true, c);
        } else {
            first.applyToLastColumns(false, c);
            second.applyRight(false, c);
        }
    }
}
