package org.halfinverse.spark;

import java.io.IOException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSError;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.physics.FaultyClassException;
import org.jspecify.annotations.Nullable;

/** Finds, under what Spark throws for a failed job, the sentence that a task had for the user. */
public final class SparkFailure {
    private static final Pattern NO_SPACE = Pattern.compile("No space left on device|Disk quota exceeded");

    private SparkFailure() {}

    /**
     * {@return the result of a Spark action}
     *
     * @param <R> its result
     * @param action to run
     * @throws DataException if a task met data that is not as it should be, or a disk that fails or is full
     * @throws NonFiniteException if a task met a number that is not finite, and did not send word of it as a result
     * @throws FaultyClassException if a class of the user's failed in a task, or is missing there
     */
    public static <R> R translate(Supplier<R> action) {
        try {
            return action.get();
        } catch (Exception e) { // also the checked SparkException, which Scala does not declare
            throw translated(e);
        }
    }

    private static RuntimeException translated(Exception failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataException dataException) {
                return dataException;
            }
            if (cause instanceof NonFiniteException nonFinite) {
                return nonFinite;
            }
            if (cause instanceof FaultyClassException fault) {
                return fault;
            }
            if (cause instanceof ClassNotFoundException missing) {
                return new FaultyClassException(
                        "executors cannot find the class " + missing.getMessage()
                                + ": give its jar to spark-submit with --jars",
                        missing);
            }
            if (cause instanceof InterruptedException) {
                return new IllegalStateException("the connection to Spark ended while a job was waited for", failure);
            }
            if (cause instanceof IOException || cause instanceof FSError) {
                return new DataException("Spark cannot read or write: " + Storage.reason(cause), failure);
            }
        }
        Matcher full = NO_SPACE.matcher(String.valueOf(failure.getMessage())); // which is all that some failures keep
        if (full.find()) {
            return new DataException("Spark cannot write: " + full.group(), failure);
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException(failure.getMessage(), failure);
    }
}
