package org.halfinverse.spectral;

import java.util.ArrayList;
import java.util.List;
import org.halfinverse.linalg.DenseSvd;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.linalg.Vectors;

/**
 * What a Golub–Kahan process misses by the u that have lost their orthogonality. With V orthonormal {@code J V = U B}
 * still holds, and {@code VᵀJᵀU = Bᵀ + R}, with R what had to be taken from each new v. So
 *
 * <pre>
 *   Vᵀ JᵀJ V = BᵀB + R B = Q (Λ + G) Qᵀ,   G = (Qᵀ R P) Σ,   B = P Σ Qᵀ
 * </pre>
 *
 * where {@code B} alone stands for Λ. To first order in G, component i of the step in Q is wrong by
 * {@code Σ_j φ[λ_i, λ_j] G_ij σ_j b_j} (Higham, Functions of Matrices, theorem 3.11).
 */
final class LostOrthogonality {
    private final List<double[]> shared = new ArrayList<>();
    private double largest;

    /**
     * Adds a column of R.
     *
     * @param coordinates that a new v had in all earlier ones
     */
    void add(double[] coordinates) {
        shared.add(coordinates);
        largest = Math.max(largest, Vectors.norm(coordinates));
    }

    /** {@return the norm of the largest column} */
    double largest() {
        return largest;
    }

    /**
     * What it does to a step.
     *
     * @param error norm of the step's error
     * @param shifts by how much each λ may be wrong
     */
    record Effect(double error, double[] shifts) {}

    /**
     * {@return what it does to a step}
     *
     * @param svd of B, (k + 1) × k
     * @param filter f
     * @param rank how many singular values were kept
     * @param b coordinates of g in P, k entries
     */
    Effect on(DenseSvd svd, SpectralFilter filter, int rank, double[] b) {
        double[] sigmas = svd.singularValues();
        int k = sigmas.length;
        double[] entries = entries(svd, k);
        Phi phi = new Phi(filter);
        double[] phis = new double[k];
        for (int i = 0; i < rank; i++) {
            phis[i] = phi.ofSigma(sigmas[i]);
        }
        double[] errors = new double[k];
        double[] shifts = new double[k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                double entry = entries[Math.min(i, j) * k + Math.max(i, j)] * sigmas[Math.max(i, j)];
                if (entry == 0) {
                    continue;
                }
                double gap = (sigmas[i] - sigmas[j]) * (sigmas[i] + sigmas[j]);
                shifts[i] += Phi.shift(gap, entry);
                double slope = 0;
                if (i < rank && j < rank) {
                    slope = phi.slope(sigmas[i] * sigmas[i], phis[i], sigmas[j] * sigmas[j], phis[j]);
                } else if (i < rank || j < rank) {
                    slope = (phis[i] - phis[j]) / Phi.gap(gap, entry);
                }
                errors[i] += slope * entry * sigmas[j] * b[j];
            }
        }
        return new Effect(Vectors.norm(errors), shifts);
    }

    /** {@code Qᵀ R P}, k × k. */
    private double[] entries(DenseSvd svd, int k) {
        double[] products = new double[k * k];
        double[] right = new double[k * k];
        for (int row = 0; row < k; row++) {
            double[] r = new double[k + 1];
            for (int column = row + 1; column < Math.min(k + 1, shared.size()); column++) {
                r[column] = shared.get(column)[row];
            }
            System.arraycopy(svd.leftCoordinates(r), 0, products, row * k, k);
            double[] unit = new double[k];
            unit[row] = 1;
            System.arraycopy(svd.combineRight(unit), 0, right, row * k, k);
        }
        double[] entries = new double[k * k];
        Gemm.multiply(k, k, k, right, 0, products, 0, 0, entries, 0); // a row of right is a column of Q
        return entries;
    }
}
