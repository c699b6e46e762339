package org.halfinverse.ml;

import java.util.List;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.TrainingResult;

/**
 * How a model was trained. It is not saved with the model.
 *
 * @param end why the training ended
 * @param reason in words
 * @param steps number of steps that led to the model
 * @param lossHistory the mini-batch loss before each step that this training made, one that went on from a checkpoint
 *     not those before it
 * @param evaluations mean losses over all samples, the first before the first step
 */
public record TrainingSummary(
        TrainingResult.End end, String reason, long steps, double[] lossHistory, List<EvaluationRecord> evaluations) {
    /** Copies the list. {@inheritDoc} */
    public TrainingSummary {
        evaluations = List.copyOf(evaluations);
    }
}
