package org.halfinverse.spectral;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a step saw of the singular values of J, and how it did.
 *
 * @param rank how many were kept, the largest ones
 * @param count how many there are, min(m, n)
 * @param sigmaMax the largest one
 * @param sigmaMinKept the smallest one that was kept; 0 if none was
 * @param solver label of the solver whose step it is
 * @param error estimate of the direction's relative error, |δ| / |direction|, that rounding or an early end left;
 *     infinite where the solver could not see what the filter asked for
 * @param unavoidable the part of it that is due to rounding of J itself, which a more accurate solver would leave as well;
 *     0 where it is not known
 * @param sample some of those that the solver saw, evenly by their rank, the largest and the smallest among them,
 *     descending
 * @param rejected label of a cheaper solver whose step was found too inaccurate before
 * @param doubt why the error is infinite, a clause without a subject of its own
 */
public record Spectrum(
        int rank,
        int count,
        double sigmaMax,
        double sigmaMinKept,
        String solver,
        double error,
        double unavoidable,
        List<Double> sample,
        Optional<String> rejected,
        Optional<String> doubt) {
    /** The relative error of a direction that is taken for exact. */
    public static final double TOLERANCE = 1e-6;

    /** An error of so many times the unavoidable one is as good as that. */
    private static final double AS_GOOD = 2;

    /** The largest number of singular values that stand for all. */
    private static final int SAMPLE = 33;

    /** Copies the list. {@inheritDoc} */
    public Spectrum {
        sample = List.copyOf(sample);
    }

    /**
     * {@return the summary of a truncated spectrum}
     *
     * @param sigmas singular values, descending, at least one
     * @param rank how many of them are kept
     * @param solver label of the solver
     * @param error estimate of the direction's relative error
     */
    public static Spectrum of(double[] sigmas, int rank, String solver, double error) {
        return of(sigmas, rank, solver, new StepError.Estimate(error, 0, Optional.empty()));
    }

    /** The same with all that is known of the error. */
    static Spectrum of(double[] sigmas, int rank, String solver, StepError.Estimate error) {
        return new Spectrum(
                rank,
                sigmas.length,
                sigmas[0],
                rank == 0 ? 0 : sigmas[rank - 1],
                solver,
                error.error(),
                error.unavoidable(),
                sample(sigmas),
                Optional.empty(),
                error.doubt());
    }

    private static List<Double> sample(double[] sigmas) {
        int size = Math.min(SAMPLE, sigmas.length);
        return IntStream.range(0, size)
                .mapToObj(i -> sigmas[(int) ((long) i * (sigmas.length - 1) / Math.max(1, size - 1))])
                .toList();
    }

    /** The same for a J in other units. */
    Spectrum times(double factor) {
        return new Spectrum(
                rank,
                count,
                factor * sigmaMax,
                factor * sigmaMinKept,
                solver,
                error,
                unavoidable,
                sample.stream().map(sigma -> factor * sigma).toList(),
                rejected,
                doubt);
    }

    /**
     * The same for a J with more columns, in which nothing but zeros was added.
     *
     * @param values how many singular values there are, min(m, n)
     * @return this with another count
     */
    public Spectrum withCount(int values) {
        return new Spectrum(rank, values, sigmaMax, sigmaMinKept, solver, error, unavoidable, sample, rejected, doubt);
    }

    /**
     * The same after another solver had been tried.
     *
     * @param cheaper label of that solver
     * @return this with a note of it
     */
    public Spectrum afterRejecting(String cheaper) {
        return new Spectrum(
                rank, count, sigmaMax, sigmaMinKept, solver, error, unavoidable, sample, Optional.of(cheaper), doubt);
    }

    /** {@return whether the direction is taken for exact: its error is small, or hardly more than any solver would leave} */
    public boolean isExact() {
        return error <= TOLERANCE || error <= AS_GOOD * unavoidable;
    }
}
