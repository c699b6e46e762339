package org.halfinverse.spark;

import java.util.function.Supplier;
import org.halfinverse.io.DataException;
import org.jspecify.annotations.Nullable;

/** Finds, under what Spark throws for a failed job, the sentence that a task had for the user. */
final class SparkFailure {
    private SparkFailure() {}

    /**
     * Runs a Spark action.
     *
     * @param <R> its result
     * @param action to run
     * @return the result
     * @throws DataException if a task met data that is not as it should be
     */
    static <R> R translate(Supplier<R> action) {
        try {
            return action.get();
        } catch (Exception e) { // also the checked SparkException, which Scala does not declare
            throw dataException(e);
        }
    }

    private static RuntimeException dataException(Exception failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataException dataException) {
                return dataException;
            }
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException(failure.getMessage(), failure);
    }
}
