package org.halfinverse.ml;

import java.util.function.Function;
import org.halfinverse.experiment.Trained;
import org.halfinverse.experiment.TrainedModel;
import org.halfinverse.train.TrainingListener;

/**
 * What a training has led to.
 *
 * @param model with the last finite θ
 * @param summary how it came to it
 */
record Fitted(TrainedModel model, TrainingSummary summary) {
    /**
     * Trains.
     *
     * @param training tells its listener of every step and evaluation
     * @return the result
     */
    static Fitted by(Function<TrainingListener, Trained> training) {
        History history = new History();
        Trained trained = training.apply(history);
        return new Fitted(trained.model(), history.summary(trained.result()));
    }
}
