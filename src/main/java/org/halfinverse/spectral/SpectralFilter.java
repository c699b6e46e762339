package org.halfinverse.spectral;

import java.io.Serializable;
import java.util.OptionalDouble;

/** A function f of singular values, which turns the pseudo-inverse into a family of updates {@code V f(Λ) Uᵀ g}. */
public interface SpectralFilter extends Serializable {
    /** {@return which singular values are kept; for all others f(σ) = 0} */
    Truncation truncation();

    /** {@return how many of the largest are kept at most; more than any J has where no number is set} */
    default int most() {
        return Integer.MAX_VALUE;
    }

    /**
     * How many singular values take part: the largest ones.
     *
     * @param sigmas singular values, descending
     * @return the rank after truncation, 0 … {@code sigmas.length}
     */
    default int rank(double[] sigmas) {
        return Math.min(most(), truncation().rank(sigmas));
    }

    /**
     * {@return the value f(σ) of a singular value that is kept}
     *
     * @param sigma σ, positive
     */
    double gain(double sigma);

    /**
     * {@return the exponent κ of a power law {@code f(σ) = σ^(−κ)} where σ is kept, by which a step depends on the size
     * of the mini-batch; empty for other filters}
     */
    default OptionalDouble exponent() {
        return OptionalDouble.empty();
    }
}
