package org.halfinverse.train;

import java.io.Serializable;
import java.util.List;
import org.halfinverse.jacobian.NonFiniteException;

/**
 * The sum of the losses of some samples, behind {@code Engine.meanLoss} and {@code LinearizedBatch.lossAt}.
 *
 * @param samples how many are added up
 * @param sum Σ ℓ_i; NaN if one of them is not finite
 * @param nonFinite a sentence about the first loss that is not finite, or nothing
 */
public record LossSum(long samples, double sum, List<String> nonFinite) implements Serializable {
    /** The task that adds up the losses of a block. */
    public static final BatchTask<LossSum> TASK = (model, theta, block, pieces) -> {
        long samples = 0;
        double sum = 0;
        try {
            while (pieces.hasNext()) {
                for (double loss : model.losses(theta, pieces.next())) {
                    sum += loss;
                    samples++;
                }
            }
        } catch (NonFiniteException e) {
            return new LossSum(samples, Double.NaN, List.of(e.getMessage()));
        }
        return new LossSum(samples, sum, List.of());
    };

    /**
     * {@return the sums over two groups of samples}
     *
     * @param later the later group
     */
    public LossSum plus(LossSum later) {
        return new LossSum(samples + later.samples, sum + later.sum, nonFinite.isEmpty() ? later.nonFinite : nonFinite);
    }

    /**
     * {@return the mean {@code (1/N) Σ ℓ_i}}
     *
     * @throws NonFiniteException if a loss is not finite
     */
    public double mean() {
        nonFinite.forEach(sentence -> {
            throw new NonFiniteException(sentence);
        });
        return sum / samples;
    }
}
