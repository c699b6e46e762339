package org.halfinverse.run;

import org.halfinverse.train.TrainingResult;

/**
 * The outcome of a training.
 *
 * @param result how it ended
 * @param model with the last finite θ
 */
public record FinishedTraining(TrainingResult result, TrainedModel model) {}
