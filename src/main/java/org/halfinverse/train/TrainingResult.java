package org.halfinverse.train;

import java.util.Optional;

/**
 * How a training ended.
 *
 * @param end why
 * @param reason in words: the limit that was reached, or what was not finite and where
 * @param theta the last finite θ, n entries
 * @param step steps made to get there
 * @param seconds training time, evaluation left out
 * @param evaluation the last one with finite losses
 * @param best the parameters with the lowest loss, if they are kept
 */
public record TrainingResult(
        End end,
        String reason,
        double[] theta,
        long step,
        double seconds,
        Optional<EvaluationRecord> evaluation,
        Optional<Improvement.Best> best) {
    /** {@return the parameters that the training is worth: the best ones if they are kept, else the last ones} */
    public double[] model() {
        return best.map(Improvement.Best::theta).orElse(theta);
    }

    /** Why a training ended. */
    public enum End {
        /** A limit was reached. */
        FINISHED,
        /** A loss, a derivative or θ was not finite. */
        DIVERGED,
        /** Somebody asked it to stop. */
        INTERRUPTED,
        /** A fault outside the mathematics, of storage or a machine, ended it. */
        FAILED
    }
}
