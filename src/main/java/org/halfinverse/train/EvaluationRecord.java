package org.halfinverse.train;

import java.util.OptionalDouble;

/**
 * Mean losses over whole data sets.
 *
 * @param step steps made
 * @param epoch epochs finished
 * @param seconds training time, evaluation left out
 * @param trainLoss mean over the training samples
 * @param testLoss mean over the test samples, where there are any
 * @param observation what was looked at besides
 */
public record EvaluationRecord(
        long step, long epoch, double seconds, double trainLoss, OptionalDouble testLoss, Observation observation) {
    /**
     * Losses alone.
     *
     * @param step steps made
     * @param epoch epochs finished
     * @param seconds training time, evaluation left out
     * @param trainLoss mean over the training samples
     * @param testLoss mean over the test samples, where there are any
     */
    public EvaluationRecord(long step, long epoch, double seconds, double trainLoss, OptionalDouble testLoss) {
        this(step, epoch, seconds, trainLoss, testLoss, Observation.NONE);
    }
}
