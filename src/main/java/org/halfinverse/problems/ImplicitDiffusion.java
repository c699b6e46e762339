package org.halfinverse.problems;

import java.io.Serializable;

/**
 * An implicit step of diffusion on a line with zero values at both ends: {@code (I − r D)⁻¹} with the second difference
 * {@code (D v)_j = v_{j−1} − 2 v_j + v_{j+1}}.
 *
 * <p>The tridiagonal matrix is factorised once, {@code I − r D = L diag(d) Lᵀ} with d_1 = 1 + 2r, d_j = 1 + 2r − r²/d_{j−1}
 * and −r/d_j below the diagonal of L. It is symmetric, so that its adjoint is the same solve; and diagonally dominant,
 * so that the factorisation needs no pivoting.
 *
 * <p>Fields are (N+2) × w: w columns side by side, row j the values at point j, rows 0 and N + 1 the boundary, which is
 * neither read nor written. So the inner loops run over neighbours in memory.
 */
final class ImplicitDiffusion implements Serializable {
    /** 1/d_j, at j = 1 … N. */
    private final double[] inversePivots;
    /** r/d_j, at j = 1 … N. */
    private final double[] couplings;

    /**
     * Factorises.
     *
     * @param points N
     * @param ratio r, that is ν Δt/h²
     */
    ImplicitDiffusion(int points, double ratio) {
        inversePivots = new double[points + 1];
        couplings = new double[points + 1];
        for (int j = 1; j <= points; j++) {
            inversePivots[j] = 1 / (1 + 2 * ratio - ratio * couplings[j - 1]);
            couplings[j] = ratio * inversePivots[j];
        }
    }

    /**
     * Solves in place.
     *
     * @param width w
     * @param fields (N+2) × w, overwritten with (I − r D)⁻¹ times each column
     */
    void solve(int width, double[] fields) {
        int points = couplings.length - 1;
        for (int j = 2; j <= points; j++) {
            double coupling = couplings[j - 1];
            for (int at = j * width; at < (j + 1) * width; at++) {
                fields[at] += coupling * fields[at - width];
            }
        }
        for (int at = points * width; at < (points + 1) * width; at++) {
            fields[at] *= inversePivots[points];
        }
        for (int j = points - 1; j >= 1; j--) {
            double inversePivot = inversePivots[j];
            double coupling = couplings[j];
            for (int at = j * width; at < (j + 1) * width; at++) {
                fields[at] = inversePivot * fields[at] + coupling * fields[at + width];
            }
        }
    }
}
