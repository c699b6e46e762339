package org.halfinverse.spectral;

/**
 * {@code φ(λ) = f(√λ)/√λ}, by which eigenvalues of {@code JᵀJ} or {@code JJᵀ} make a step, and its divided differences
 * {@code (φ(λ) − φ(μ)) / (λ − μ)}, by which a perturbation of the matrix changes it.
 *
 * @param filter f
 */
record Phi(SpectralFilter filter) {
    /** Gap, relative to the eigenvalues, below which the difference of φ has lost more digits than its derivative. */
    private static final double SAME = 1e-5;

    /** {@return φ(λ)} */
    double at(double lambda) {
        double sigma = Math.sqrt(lambda);
        return filter.gain(sigma) / sigma;
    }

    /** {@return the divided difference of two eigenvalues that are kept, or the derivative of one} */
    double slope(double lambda, double mu) {
        double gap = lambda - mu;
        if (Math.abs(gap) < SAME * lambda) {
            double middle = (lambda + mu) / 2;
            double step = SAME * middle;
            return (at(middle + step) - at(middle - step)) / (2 * step);
        }
        return (at(lambda) - at(mu)) / gap;
    }

    /**
     * {@return the gap of two eigenvalues of which one is kept: their vectors turn by half a right angle at the most,
     * however near they are}
     *
     * @param gap λ − μ
     * @param entry of the perturbation between them
     */
    static double gap(double gap, double entry) {
        return Math.copySign(Math.max(Math.abs(gap), Math.abs(entry)), gap);
    }
}
