package org.halfinverse.spectral;

import java.util.Arrays;
import java.util.Optional;
import org.halfinverse.linalg.SymmetricEigen;

/**
 * What the eigenvalues of {@code JᵀJ} or {@code JJᵀ} tell of singular values, and how far to believe them.
 *
 * <p>Squaring J costs half of the digits: the computed matrix is wrong by E with entries of about {@code ε σ_max²} in
 * any basis, so that singular values below about {@code √ε σ_max} are rounding. Those are dropped even where the filter
 * would keep them, unless it does not care how small they are (a damped one).
 *
 * <p>Those above suffer as well, each in the measure in which the update depends on it: {@link StepError} estimates how.
 */
public final class SquaredSpectrum {
    /** √ε = 1.5e-8, with room for the growth of rounding errors in sums over rows. */
    public static final double RESOLUTION = 1e-7;

    /** Angle between a computed and a true singular vector whose square is too small to matter. */
    private static final double LARGEST_TURN = 2e-3;
    /**
     * Singular values a little below the smallest one that is kept take part: they may turn out to be kept, and vectors whose
     * gap across the cut-off is small are turned far.
     */
    private static final double MARGIN = 0.95;
    /**
     * The largest singular value of the block that a refinement makes diagonal, relative to the smallest one that is kept. Its
     * square times ε is what that decomposition loses, far less than what rounding of J does.
     */
    private static final double SPAN = 32;

    private final SpectralFilter filter;
    private final Phi phi;
    private final double[] lambdas;
    private final double[] sigmas;
    private final int wanted;
    private final int rank;
    /** Behind the last singular value that may turn out to be kept. */
    private final int end;

    /**
     * A spectrum.
     *
     * @param eigenvalues descending, at least min(m, n); not changed
     * @param count min(m, n)
     * @param filter f
     */
    public SquaredSpectrum(double[] eigenvalues, int count, SpectralFilter filter) {
        this.filter = filter;
        this.phi = new Phi(filter);
        this.lambdas = eigenvalues.clone();
        this.sigmas = Arrays.stream(eigenvalues)
                .limit(count)
                .map(lambda -> Math.sqrt(Math.max(lambda, 0)))
                .toArray();
        int resolved = 0;
        while (resolved < count && sigmas[resolved] > RESOLUTION * sigmas[0]) {
            resolved++;
        }
        wanted = filter.rank(sigmas);
        rank = isFlatBelow(RESOLUTION * sigmas[0]) ? wanted : Math.min(wanted, resolved);
        end = endOfPossiblyKept();
    }

    /** Whether φ hardly changes any more below a singular value. */
    private boolean isFlatBelow(double sigma) {
        double below = 1e-3 * sigma;
        return sigma > 0 && phi.ofSigma(below) <= 2 * phi.ofSigma(sigma);
    }

    /**
     * {@return a refinement of this, where one is worth its cost and possible; empty if the step is accurate enough, if
     * nothing would be left to refine, if singular values may be kept that cannot be told from zero, or if rounding has
     * turned the smallest singular vector that the filter keeps too far for corrections of first order}
     *
     * @param summary of the step without it
     * @param error of which that tells
     * @param eigen of which this is the spectrum
     */
    Optional<SpectralRefinement> refinement(Spectrum summary, StepError error, SymmetricEigen eigen) {
        if (summary.isExact() || rank == 0 || rank < wanted) {
            return Optional.empty();
        }
        double turn = StepError.ENTRY * Rounding.UNIT * lambdas[0] / lambdas[rank - 1] * Math.sqrt(lambdas.length);
        if (turn > LARGEST_TURN || sigmas[end - 1] <= RESOLUTION * sigmas[0]) {
            return Optional.empty();
        }
        double allowed = Math.max(Spectrum.TOLERANCE, summary.unavoidable());
        int first = error.firstToRefine(SpectralRefinement.SHARE * allowed);
        if (first >= end) {
            return Optional.empty();
        }
        int cut = first;
        while (sigmas[cut] > SPAN * sigmas[rank - 1]) {
            cut++;
        }
        return Optional.of(new SpectralRefinement(eigen, sigmas.length, first, cut, end, filter));
    }

    private int endOfPossiblyKept() {
        double cut = filter.truncation().cutOff(sigmas[0]);
        int behind = rank;
        while (rank > 0
                && behind < sigmas.length
                && (sigmas[behind] > MARGIN * sigmas[rank - 1]
                        || (Math.hypot(sigmas[behind], RESOLUTION * sigmas[0]) >= cut && rank < filter.most()))) {
            behind++;
        }
        return behind;
    }

    /**
     * Applies φ, in place.
     *
     * @param coordinates c on entry, on return {@code φ(λ_i) c_i}, 0 where λ_i is not kept
     */
    public void apply(double[] coordinates) {
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] *= phi(i);
        }
    }

    /**
     * {@return how wrong a step may be whose components are {@code w_i φ(λ_i) c_i}: the error, to be estimated}
     *
     * @param coordinates c, as many as eigenvalues
     * @param weighted whether w_i is σ_i, as in {@code Jᵀ (φ(JJᵀ) g)}, or 1, as in {@code φ(JᵀJ) (Jᵀg)}
     * @param gradientNorm |g|
     * @param columns n
     */
    StepError error(double[] coordinates, boolean weighted, double gradientNorm, int columns) {
        return new StepError(filter, sigmas, rank, gradientNorm, columns)
                .ofSquare(coordinates, weighted)
                .refinableTo(end);
    }

    /** The summary of a step with this error. */
    Spectrum summary(String solver, StepError error) {
        return Spectrum.of(sigmas, rank, solver, error.estimate(0));
    }

    /**
     * {@return the summary for a step that is not refined, with an estimate of the error}
     *
     * @param solver label of the solver
     * @param coordinates c, as many as eigenvalues
     * @param weighted whether w_i is σ_i or 1
     * @param gradientNorm |g|
     * @param columns n
     */
    public Spectrum summary(String solver, double[] coordinates, boolean weighted, double gradientNorm, int columns) {
        return summary(solver, error(coordinates, weighted, gradientNorm, columns));
    }

    private double phi(int i) {
        return i < rank ? phi.ofSigma(sigmas[i]) : 0; // the filter keeps no zero
    }
}
