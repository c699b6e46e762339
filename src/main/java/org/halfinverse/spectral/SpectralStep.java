package org.halfinverse.spectral;

import org.halfinverse.linalg.DenseSvd;

/**
 * The outcome of a solver.
 *
 * @param direction {@code V f(Λ) Uᵀ g}, n entries
 * @param spectrum what was kept, and how well
 */
public record SpectralStep(double[] direction, Spectrum spectrum) {
    /**
     * A step from the singular value decomposition of J itself, or of a factor of the same singular values.
     *
     * <p>A backward stable decomposition is that of a matrix nearby, {@code J + E} with |E| a modest multiple of ε σ_max
     * (Golub and Van Loan, Matrix Computations, section 8.6): component i of the direction is wrong by about
     * {@code ε σ_max / σ_i} of itself.
     *
     * @param solver label of the solver
     * @param filter f
     * @param svd of J up to an orthogonal factor from the left
     * @param lossGradient g, times the same factor
     * @return the step
     */
    static SpectralStep of(String solver, SpectralFilter filter, DenseSvd svd, double[] lossGradient) {
        double[] sigmas = svd.singularValues();
        int rank = filter.rank(sigmas);
        double[] coordinates = svd.leftCoordinates(lossGradient);
        double norm = 0;
        double errors = 0;
        for (int i = 0; i < sigmas.length; i++) {
            coordinates[i] = i < rank ? filter.gain(sigmas[i]) * coordinates[i] : 0;
            double error = i < rank ? Rounding.UNIT * sigmas[0] / sigmas[i] * coordinates[i] : 0;
            norm = Math.hypot(norm, coordinates[i]);
            errors = Math.hypot(errors, error);
        }
        return new SpectralStep(
                svd.combineRight(coordinates), Spectrum.of(sigmas, rank, solver, norm == 0 ? 0 : errors / norm));
    }

    /**
     * The same step in terms of θ.
     *
     * @param batch that was solved
     * @return a step with as many entries as θ has
     */
    public SpectralStep expanded(LinearizedBatch batch) {
        double[] expanded = batch.expand(direction);
        return new SpectralStep(expanded, spectrum.withCount((int) Math.min(batch.rows(), expanded.length)));
    }
}
