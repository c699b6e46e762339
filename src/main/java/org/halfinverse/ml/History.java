package org.halfinverse.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.DoubleStream;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;

/** Notes the losses of a training. */
final class History implements TrainingListener {
    private final DoubleStream.Builder losses = DoubleStream.builder();
    private final List<EvaluationRecord> evaluations = new ArrayList<>();

    /**
     * Also ends the training where somebody wants its thread back, as notebooks do when a cell is cancelled.
     *
     * @throws CancellationException if the thread was interrupted; it no longer is, so that files can still be written
     */
    @Override
    public void onStep(StepRecord step, double[] theta) {
        if (Thread.interrupted()) {
            throw new CancellationException("the thread of the training was interrupted, after step " + step.step());
        }
        losses.add(step.loss());
    }

    @Override
    public void onEvaluation(EvaluationRecord evaluation) {
        evaluations.add(evaluation);
    }

    /** What was noted, of a training that ended so. */
    TrainingSummary summary(TrainingResult result) {
        return new TrainingSummary(
                result.end(), result.reason(), result.step(), losses.build().toArray(), evaluations);
    }
}
