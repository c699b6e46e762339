package org.halfinverse.run;

import java.util.Optional;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.Improvement;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;

/** Keeps what a training has reached, so that it is not lost when a fault of storage or a machine ends it. */
final class LatestState implements TrainingListener {
    private Optional<StepRecord> step = Optional.empty();
    private Optional<EvaluationRecord> evaluation = Optional.empty();
    private Optional<Improvement.Best> best = Optional.empty();
    private double[] theta = {};

    @Override
    public void onStep(StepRecord made, double[] after) {
        step = Optional.of(made);
        theta = after;
    }

    @Override
    public void onEvaluation(EvaluationRecord made) {
        evaluation = Optional.of(made);
    }

    /** The best model so far, if it is kept. */
    void best(Optional<Improvement.Best> found) {
        best = found;
    }

    /** The outcome up to the last step; empty if none was made. */
    Optional<TrainingResult> result(String reason) {
        return step.map(last -> new TrainingResult(
                TrainingResult.End.FAILED, reason, theta, last.step(), last.seconds(), evaluation, best));
    }
}
