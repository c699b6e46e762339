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
 */
public record TrainingResult(
        End end, String reason, double[] theta, long step, double seconds, Optional<EvaluationRecord> evaluation) {
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
