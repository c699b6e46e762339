package org.halfinverse.loss;

import java.io.Serializable;

/** A per-sample loss {@code ℓ(y, ŷ)} and its gradient. Implementations hold no mutable state: tasks share them. */
public interface Loss extends Serializable {
    /**
     * The losses of a block of samples and their gradients.
     *
     * @param samples B
     * @param outputs y, B × p, sample-major
     * @param targets ŷ, B × t, sample-major (t = p for losses that compare entry by entry)
     * @param losses overwritten with ℓ, B
     * @param gradients overwritten with ∂ℓ/∂y, B × p
     */
    void evaluate(int samples, double[] outputs, double[] targets, double[] losses, double[] gradients);

    /** {@return whether outputs and targets have to be vectors of norm 1} */
    default boolean comparesUnitVectors() {
        return false;
    }

    /**
     * Checks that it can compare outputs and targets of given widths; by default it can.
     *
     * @param outputSize p
     * @param targetSize t
     * @throws IllegalArgumentException if it cannot, with a sentence for the user
     */
    default void requireWidths(int outputSize, int targetSize) {}

    /**
     * {@return the same loss of outputs and targets in units of the targets' spread: {@code ℓ((y − μ)/σ, (ŷ − μ)/σ)}}
     *
     * @param means μ, p entries
     * @param scales σ, p entries, positive
     * @throws IllegalArgumentException if it does not compare entry by entry, with a sentence for the user
     */
    default Loss standardized(double[] means, double[] scales) {
        return new StandardizedLoss(this, means, scales);
    }

    /** {@return the name in configurations and reports, for instance {@code squared-error}} */
    String label();
}
