package org.halfinverse.spectral;

/**
 * The divided differences {@code φ[λ_i, λ_j]} and {@code ψ[λ_i, λ_j]} of one eigenvalue that is kept with all that follow it, where
 * φ of what is dropped is zero and {@code ψ(λ) = λ φ(λ)}.
 *
 * <p>There are r² / 2 pairs in a step. So no loop over j has a branch, and the compiler makes vector instructions of them all.
 */
final class DividedDifferences {
    /** Where λ_i and λ_j are closer than this, relatively, their divided difference is taken for the derivative. */
    private static final double CLOSE = 1e-3;

    private final int rank;
    private final double[] lambdas;
    private final double[] phis;
    private final double[] psis;
    private final double[] slopes;
    private final double[] psiSlopes;
    private final double[] ofPhi;
    private final double[] ofPsi;

    /**
     * Derivatives alone.
     *
     * @param phi φ
     * @param lambdas r eigenvalues, descending
     * @param phis φ of them, zero where they are dropped
     * @param rank how many are kept
     */
    DividedDifferences(Phi phi, double[] lambdas, double[] phis, int rank) {
        int r = lambdas.length;
        this.rank = rank;
        this.lambdas = lambdas;
        this.phis = phis;
        psis = new double[r];
        slopes = new double[rank];
        psiSlopes = new double[rank];
        ofPhi = new double[r];
        ofPsi = new double[r];
        for (int i = 0; i < rank; i++) {
            psis[i] = lambdas[i] * phis[i];
            double distance = CLOSE * lambdas[i];
            double further = phi.at(lambdas[i] + distance);
            slopes[i] = (further - phis[i]) / distance;
            psiSlopes[i] = ((lambdas[i] + distance) * further - psis[i]) / distance;
        }
    }

    /**
     * Takes those of another eigenvalue.
     *
     * @param i which one, smaller than the rank
     * @param least gap to one that is dropped
     */
    void take(int i, double least) {
        int close = i;
        while (close < rank && lambdas[i] - lambdas[close] < CLOSE * lambdas[i]) {
            close++;
        }
        System.arraycopy(slopes, i, ofPhi, i, close - i);
        System.arraycopy(psiSlopes, i, ofPsi, i, close - i);
        divide(close, lambdas[i], phis[i], psis[i], least);
    }

    private void divide(int from, double lambda, double phi, double psi, double least) {
        for (int j = from; j < lambdas.length; j++) {
            double inverse = 1 / Math.max(lambda - lambdas[j], least);
            ofPhi[j] = (phi - phis[j]) * inverse;
            ofPsi[j] = (psi - psis[j]) * inverse;
        }
    }

    /** φ[λ_i, λ_j] at j ≥ i; overwritten by the next ones. */
    double[] ofPhi() {
        return ofPhi;
    }

    /** ψ[λ_i, λ_j] at j ≥ i; overwritten by the next ones. */
    double[] ofPsi() {
        return ofPsi;
    }
}
