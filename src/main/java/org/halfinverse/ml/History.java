package org.halfinverse.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;

/** Notes the losses of a training. */
final class History implements TrainingListener {
    private final DoubleStream.Builder losses = DoubleStream.builder();
    private final List<EvaluationRecord> evaluations = new ArrayList<>();

    @Override
    public void onStep(StepRecord step, double[] theta) {
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
