package org.halfinverse.spectral;

/**
 * A filter for singular values in other units, powers of two so that nothing is rounded: {@code f̃(s) = 2^(−q) f(2^p s)}.
 *
 * @param filter f
 * @param sigmaExponent p, of the unit of singular values
 * @param gainExponent q, of the unit of f
 */
record ScaledFilter(SpectralFilter filter, int sigmaExponent, int gainExponent) implements SpectralFilter {
    @Override
    public Truncation truncation() {
        Truncation truncation = filter.truncation();
        return truncation.relative()
                ? truncation
                : new Truncation(Math.min(Double.MAX_VALUE, Math.scalb(truncation.tau(), -sigmaExponent)), false);
    }

    @Override
    public double gain(double sigma) {
        return Math.scalb(filter.gain(Math.scalb(sigma, sigmaExponent)), -gainExponent);
    }

    @Override
    public int most() {
        return filter.most();
    }
}
