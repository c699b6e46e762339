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
 * <p>Those above suffer as well, each in the measure in which the update depends on it. To first order, with {@code φ(λ)
 * = f(√λ)/√λ} and the coordinates c of the vector that φ is applied to,
 *
 * <pre>
 *   δ_i = Σ_j φ[λ_i, λ_j] E_ij c_j,   φ[λ, μ] = (φ(λ) − φ(μ)) / (λ − μ)
 * </pre>
 *
 * (Daleckii and Krein; Higham, Functions of Matrices, theorem 3.11), from which the size of the error is estimated with
 * E_ij of random signs. It says what a step really lost: nothing where g hardly points into the small directions,
 * everything where the cut-off falls into the rounding.
 */
public final class SquaredSpectrum {
    /** √ε = 1.5e-8, with room for the growth of rounding errors in sums over rows. */
    public static final double RESOLUTION = 1e-7;

    /**
     * Size of E_ij in units of {@code ε σ_max²} for large matrices. Measured on oscillators it is 0.01 to 0.03; the rest
     * is a margin.
     */
    private static final double ENTRY = 0.125;
    /**
     * The same for n eigenvalues, times √n: what is spread over more entries is smaller in each. Measured on matrices of
     * known decomposition with n = 16 it is 0.8.
     */
    private static final double ENTRY_TIMES_ROOT = 2;
    /** What products with single vectors lose even where all singular values are equal. Measured: 5 ε. */
    private static final double LEAST = 10 * Rounding.UNIT;
    /** Where λ_i and λ_j are closer than this, relatively, their divided difference is taken for the derivative. */
    private static final double CLOSE = 1e-3;
    /** Angle between a computed and a true singular vector whose square is too small to matter. */
    private static final double LARGEST_TURN = 2e-3;

    private final SpectralFilter filter;
    private final double[] lambdas;
    private final double[] sigmas;
    private final int wanted;
    private final int rank;

    /**
     * A spectrum.
     *
     * @param eigenvalues descending, at least min(m, n); not changed
     * @param count min(m, n)
     * @param filter f
     */
    public SquaredSpectrum(double[] eigenvalues, int count, SpectralFilter filter) {
        this.filter = filter;
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
    }

    /** Whether φ hardly changes any more below a singular value. */
    private boolean isFlatBelow(double sigma) {
        double below = 1e-3 * sigma;
        return sigma > 0 && filter.gain(below) / below <= 2 * filter.gain(sigma) / sigma;
    }

    /**
     * A refinement of this, where one is worth its cost and possible.
     *
     * @param error that was estimated
     * @param eigen of which this is the spectrum
     * @return empty if the step is accurate enough, or if rounding has turned the smallest singular vector that the filter
     *     keeps too far for corrections of first order
     */
    Optional<SpectralRefinement> refinement(double error, SymmetricEigen eigen) {
        if (error <= CheckedSolver.TOLERANCE || rank == 0 || rank < wanted) {
            return Optional.empty();
        }
        double turn = ENTRY * Rounding.UNIT * lambdas[0] / lambdas[rank - 1] * Math.sqrt(lambdas.length);
        return turn <= LARGEST_TURN
                ? Optional.of(new SpectralRefinement(eigen, sigmas, rank, filter))
                : Optional.empty();
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
     * The summary for a step whose components are {@code w_i φ(λ_i) c_i}.
     *
     * @param solver label of the solver
     * @param coordinates c, as many as eigenvalues
     * @param weighted whether w_i is σ_i, as in {@code Jᵀ (φ(JJᵀ) g)}, or 1, as in {@code φ(JᵀJ) (Jᵀg)}
     * @return the spectrum with an estimate of the error
     */
    public Spectrum summary(String solver, double[] coordinates, boolean weighted) {
        double error = wanted > rank ? Double.POSITIVE_INFINITY : relativeError(coordinates, weighted);
        return Spectrum.of(sigmas, rank, solver, error);
    }

    private double relativeError(double[] coordinates, boolean weighted) {
        if (rank == 0) {
            return 0;
        }
        int n = lambdas.length;
        double[] phis = new double[n];
        double[] slopes = new double[n];
        double[] squares = new double[n];
        for (int i = 0; i < n; i++) {
            phis[i] = phi(i);
            slopes[i] = slope(i);
            squares[i] = coordinates[i] * coordinates[i];
        }
        double norm = 0;
        double errors = 0;
        for (int i = 0; i < n; i++) {
            double weight = weighted ? Math.max(lambdas[i], 0) : 1;
            norm += weight * phis[i] * phis[i] * squares[i];
            double sum = 0;
            for (int j = 0; j < (i < rank ? n : rank); j++) {
                double quotient = dividedDifference(phis, slopes, i, j);
                sum += quotient * quotient * squares[j];
            }
            errors += weight * sum;
        }
        return norm == 0 ? 0 : Math.hypot(entry(n) * Rounding.UNIT * lambdas[0] * Math.sqrt(errors / norm), LEAST);
    }

    /** Size of E_ij in units of {@code ε σ_max²} for n eigenvalues. */
    static double entry(int n) {
        return Math.max(ENTRY, ENTRY_TIMES_ROOT / Math.sqrt(n));
    }

    /** φ[λ_i, λ_j]. */
    private double dividedDifference(double[] phis, double[] slopes, int i, int j) {
        double gap = Math.abs(lambdas[i] - lambdas[j]);
        if (i < rank && j < rank && gap < CLOSE * Math.max(lambdas[i], lambdas[j])) {
            return Math.max(slopes[i], slopes[j]);
        }
        return (phis[i] - phis[j]) / Math.max(gap, Math.ulp(lambdas[0]));
    }

    private double phi(int i) {
        return i < rank ? phi(sigmas[i]) : 0; // the filter keeps no zero
    }

    private double phi(double sigma) {
        return filter.gain(sigma) / sigma;
    }

    /** |φ'(λ_i)|, as a difference over no less than the rounding of λ_i. */
    private double slope(int i) {
        if (i >= rank) {
            return 0;
        }
        double distance = Math.max(CLOSE * lambdas[i], Math.ulp(lambdas[0]));
        return Math.abs(phi(sigmas[i]) - phi(Math.sqrt(lambdas[i] + distance))) / distance;
    }
}
