package org.halfinverse.train;

/** The task behind {@code Engine.meanLoss} and {@code EvaluatedBatch.lossAt}: Σ ℓ_i over a block. */
public final class LossSum {
    /** The task. */
    public static final BatchTask<Double> TASK = (model, theta, block, pieces) -> {
        double sum = 0;
        while (pieces.hasNext()) {
            for (double loss : model.losses(theta, pieces.next())) {
                sum += loss;
            }
        }
        return sum;
    };

    private LossSum() {}
}
