package org.halfinverse.spectral;

import java.util.Arrays;
import org.halfinverse.linalg.DenseSvd;

/**
 * The outcome of a solver.
 *
 * @param direction {@code V f(Λ) Uᵀ g}, n entries
 * @param spectrum what was kept, and how well
 * @param kept the right singular vectors that were kept, as the solver decomposed them. Rounding of a square turns them, and a
 *     refinement of the direction leaves that as it is
 */
public record SpectralStep(double[] direction, Spectrum spectrum, KeptDirections kept) {
    /**
     * {@return a step from the singular value decomposition of J itself, or of a factor of the same singular values}
     *
     * @param solver label of the solver
     * @param filter f
     * @param svd of J up to an orthogonal factor from the left
     * @param lossGradient g, times the same factor
     * @param batch whose J it is
     */
    static SpectralStep of(
            String solver, SpectralFilter filter, DenseSvd svd, double[] lossGradient, LinearizedBatch batch) {
        int count = (int) Math.min(batch.rows(), batch.columns()); // a triangle may have more, which are zeros
        double[] sigmas = Arrays.copyOf(svd.singularValues(), count);
        int rank = filter.rank(sigmas);
        double[] coordinates = svd.leftCoordinates(lossGradient);
        StepError.Estimate error = new StepError(filter, sigmas, rank, batch.lossGradientNorm(), batch.columns())
                .ofFactor(Arrays.copyOf(coordinates, count))
                .estimate(0);
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = i < rank ? filter.gain(sigmas[i]) * coordinates[i] : 0;
        }
        return new SpectralStep(
                svd.combineRight(coordinates),
                Spectrum.of(sigmas, rank, solver, error),
                KeptDirections.leading(rank, svd::rightCoordinates, svd::combineRight));
    }

    /** The same step with something else said of it. */
    SpectralStep with(Spectrum other) {
        return new SpectralStep(direction, other, kept);
    }

    /**
     * {@return the same step in terms of θ, with as many entries as θ has}
     *
     * @param batch that was solved
     */
    public SpectralStep expanded(LinearizedBatch batch) {
        return new SpectralStep(
                batch.expand(direction),
                spectrum.withCount((int) Math.min(batch.rows(), batch.trainedParameters())),
                x -> batch.expand(kept.share(batch.restrict(x))));
    }
}
