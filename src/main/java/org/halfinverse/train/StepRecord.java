package org.halfinverse.train;

import java.util.Optional;
import java.util.SortedMap;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.optim.OptimizerStep;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.PhaseTimes;
import org.halfinverse.spectral.Spectrum;

/**
 * What is known of one step.
 *
 * @param step number of the step, from 1
 * @param epoch number of the epoch it belongs to, from 1
 * @param samples training samples seen up to and with this step
 * @param seconds training time at its end, evaluation left out
 * @param loss of the mini-batch at the θ before the step
 * @param gradientNorm |Jᵀg| at that θ
 * @param updateNorm |Δθ|
 * @param learningRate η
 * @param spectrum what was kept of the singular values, where the optimizer looks at them
 * @param diagnostics numbers that only this optimizer has, by their names in {@code metrics.jsonl}
 * @param phases where the time of this step went
 */
public record StepRecord(
        long step,
        long epoch,
        long samples,
        double seconds,
        double loss,
        double gradientNorm,
        double updateNorm,
        double learningRate,
        Optional<Spectrum> spectrum,
        SortedMap<String, Double> diagnostics,
        PhaseTimes phases) {
    /**
     * The record of a step that was just made.
     *
     * @throws NonFiniteException if the step leads to anything that is not finite
     */
    static StepRecord of(
            TrainingState<?> after, long epoch, LinearizedBatch batch, OptimizerStep<?> made, PhaseTimes phases) {
        double loss = finite(batch.loss(), "the loss of the mini-batch");
        double gradientNorm = finite(Vectors.norm(batch.gradient()), "the gradient of the mini-batch loss");
        double updateNorm = finite(Vectors.norm(made.update()), "the update");
        finite(Vectors.norm(after.theta()), "theta");
        return new StepRecord(
                after.step(),
                epoch,
                after.samples(),
                after.seconds(),
                loss,
                gradientNorm,
                updateNorm,
                made.learningRate(),
                made.spectrum(),
                made.diagnostics(),
                phases);
    }

    private static double finite(double value, String what) {
        if (!Double.isFinite(value)) {
            throw new NonFiniteException(what + " is " + value);
        }
        return value;
    }
}
