package org.halfinverse.spectral;

/**
 * {@code φ(λ) = f(√λ)/√λ}, by which eigenvalues λ = σ² of {@code JᵀJ} or {@code JJᵀ} make a step, and what a perturbation of
 * the matrix does to it (Higham, Functions of Matrices, theorem 3.11).
 *
 * @param filter f
 */
record Phi(SpectralFilter filter) {
    /** Gap, relative to the eigenvalues, below which the difference of φ has lost more digits than its derivative. */
    private static final double SAME = 1e-5;

    /** {@return φ(λ)} */
    double at(double lambda) {
        return ofSigma(Math.sqrt(lambda));
    }

    /** {@return φ(σ²)} */
    double ofSigma(double sigma) {
        return filter.gain(sigma) / sigma;
    }

    /**
     * {@return the divided difference of two eigenvalues that are kept, or the derivative of one}
     *
     * @param lambda λ
     * @param phiOfLambda φ(λ)
     * @param mu μ
     * @param phiOfMu φ(μ)
     */
    double slope(double lambda, double phiOfLambda, double mu, double phiOfMu) {
        double gap = lambda - mu;
        if (Math.abs(gap) < SAME * lambda) {
            double middle = (lambda + mu) / 2;
            double step = SAME * middle;
            return (at(middle + step) - at(middle - step)) / (2 * step);
        }
        return (phiOfLambda - phiOfMu) / gap;
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

    /**
     * {@return by how much an eigenvalue is shifted at the most}
     *
     * @param gap to another one, 0 for itself
     * @param entry of the perturbation between them, not 0
     */
    static double shift(double gap, double entry) {
        return Math.min(Math.abs(entry), entry / Math.abs(gap) * entry);
    }
}
