package org.halfinverse.jacobian;

import java.io.Serializable;
import org.halfinverse.linalg.Vectors;

/**
 * A loss and its gradient by θ, summed over some samples.
 *
 * @param loss Σ w ℓ_i with the weight w of the reduction
 * @param gradient {@code Jᵀg}, n entries
 */
public record LossGradient(double loss, double[] gradient) implements Serializable {
    /**
     * {@return the sums over two groups of samples}
     *
     * @param other the later group; neither is changed
     */
    public LossGradient plus(LossGradient other) {
        double[] sum = gradient.clone();
        Vectors.addScaled(1, other.gradient, sum);
        return new LossGradient(loss + other.loss, sum);
    }
}
