package org.halfinverse.ml;

import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.halfinverse.run.FinishedTraining;
import org.halfinverse.run.TrainedModel;
import org.halfinverse.train.TrainingListener;

/**
 * What a training has led to.
 *
 * @param model with the last finite θ
 * @param summary how it came to it
 */
record EstimatorFit(TrainedModel model, TrainingSummary summary) {
    /**
     * Trains.
     *
     * @param training tells its listener of every step and evaluation
     * @return the result
     * @throws CancellationException if the thread was interrupted; it no longer is, so that all can be closed
     */
    static EstimatorFit by(Function<TrainingListener, FinishedTraining> training) {
        History history = new History();
        try {
            FinishedTraining trained = training.apply(history);
            return new EstimatorFit(trained.model(), history.summary(trained.result()));
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof InterruptedException) { // while it waited for a job of Spark
                CancellationException cancelled =
                        new CancellationException("the thread of the training was interrupted");
                cancelled.initCause(e);
                throw cancelled;
            }
            throw e;
        }
    }
}
