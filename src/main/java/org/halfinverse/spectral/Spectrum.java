package org.halfinverse.spectral;

/**
 * What a step saw of the singular values of J.
 *
 * @param rank how many were kept, the largest ones
 * @param count how many there are, min(m, n)
 * @param sigmaMax the largest one
 * @param sigmaMinKept the smallest one that was kept; 0 if none was
 */
public record Spectrum(int rank, int count, double sigmaMax, double sigmaMinKept) {
    /**
     * The summary of a truncated spectrum.
     *
     * @param sigmas singular values, descending, at least one
     * @param rank how many of them are kept
     * @return their summary
     */
    public static Spectrum of(double[] sigmas, int rank) {
        return new Spectrum(rank, sigmas.length, sigmas[0], rank == 0 ? 0 : sigmas[rank - 1]);
    }
}
