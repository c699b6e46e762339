package org.halfinverse.train;

import java.util.Optional;

/**
 * What the evaluations so far have found: the lowest loss, how long it has stood, and θ where it was found, if that is kept. The
 * loss is that of the test samples where there are any, else that of the training samples.
 *
 * @param lowest the lowest loss; infinite before the first evaluation
 * @param stale evaluations since then
 * @param reductions of the learning rate on plateaus
 * @param staleSinceReduction evaluations since the lowest loss or the last reduction, whichever was later
 * @param best the parameters with the lowest loss, if they are kept
 */
public record Improvement(double lowest, long stale, long reductions, long staleSinceReduction, Optional<Best> best) {
    /** Before the first evaluation. */
    public static final Improvement NONE = new Improvement(Double.POSITIVE_INFINITY, 0, 0, 0, Optional.empty());

    /**
     * The best model so far.
     *
     * @param step after which it was found
     * @param loss by which it is the best
     * @param theta θ, n entries; never changed
     */
    public record Best(long step, double loss, double[] theta) {}

    /**
     * {@return what is known after another evaluation}
     *
     * @param evaluation that was made
     * @param theta θ at it
     * @param rates that plateaus may reduce
     * @param keep whether the best parameters are kept
     */
    Improvement after(EvaluationRecord evaluation, double[] theta, RateSchedule rates, boolean keep) {
        double loss = evaluation.testLoss().orElse(evaluation.trainLoss());
        boolean better = keep && best.stream().noneMatch(before -> before.loss <= loss);
        Optional<Best> now = better ? Optional.of(new Best(evaluation.step(), loss, theta)) : best;
        if (loss < lowest) {
            return new Improvement(loss, 0, reductions, 0, now);
        }
        return rates.reducesAfter(staleSinceReduction + 1)
                ? new Improvement(lowest, stale + 1, reductions + 1, 0, now)
                : new Improvement(lowest, stale + 1, reductions, staleSinceReduction + 1, now);
    }
}
