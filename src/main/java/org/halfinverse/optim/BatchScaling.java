package org.halfinverse.optim;

import org.halfinverse.loss.LossReduction;

/**
 * A factor of the step that depends on the size b of the mini-batch: {@code (b/b₀)^e}.
 *
 * <p>Where each sample of a mini-batch is repeated r times, J has the singular values {@code √r σ}, and {@code Uᵀg} is
 * multiplied by √r if losses are summed, by 1/√r if their mean is taken. With {@code f(σ) = σ^(−κ)} the step
 * {@code V f(Λ) Uᵀ g} is multiplied by {@code r^((1−κ)/2)} and {@code r^(−(1+κ)/2)}, although the samples say the same as
 * before. The reciprocals of these powers, {@link #invariant}, let one learning rate mean the same at every b. They
 * presume a relative τ: an absolute one keeps the more singular values the larger b is.
 *
 * <p>A step with a damped f(σ) = σ/(σ² + μ) cannot be corrected by a factor: it is the same step only if μ is multiplied
 * by r too.
 *
 * @param exponent e
 * @param reference b₀, positive
 */
public record BatchScaling(double exponent, long reference) {
    /** Leaves the step unchanged. */
    public static final BatchScaling NONE = new BatchScaling(0, 1);

    /** Checks b₀. {@inheritDoc} */
    public BatchScaling {
        if (reference < 1) {
            throw new IllegalArgumentException("the reference batch must have at least 1 sample, not " + reference);
        }
    }

    /**
     * {@return the scaling that makes a step independent of how often its samples are repeated: {@code
     * (b/b₀)^((1+κ)/2)} for the mean of the losses, {@code (b/b₀)^(−(1−κ)/2)} for their sum}
     *
     * @param kappa κ of {@code f(σ) = σ^(−κ)}
     * @param reduction of the mini-batch loss
     * @param reference b₀, at which the step is what it is without scaling
     */
    public static BatchScaling invariant(double kappa, LossReduction reduction, long reference) {
        double exponent = switch (reduction) {
            case MEAN -> (1 + kappa) / 2;
            case SUM -> -(1 - kappa) / 2;
        };
        return new BatchScaling(exponent, reference);
    }

    /**
     * {@return the factor {@code (b/b₀)^e}}
     *
     * @param samples b, the actual size of this mini-batch
     */
    public double factor(long samples) {
        return StrictMath.pow((double) samples / reference, exponent);
    }
}
