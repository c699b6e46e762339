package org.halfinverse.spark;

import java.util.concurrent.CompletableFuture;
import org.halfinverse.train.OtherThread;

/** A connection to Spark that is opened while its owner does something else, such as reading data. */
public final class SparkStart implements AutoCloseable {
    private final CompletableFuture<SparkRuntime> opening;
    private boolean taken;

    /**
     * Begins to open a connection.
     *
     * @param spark how to come to it
     * @param applicationName shown by cluster managers
     */
    public SparkStart(SparkAccess spark, String applicationName) {
        this.opening = CompletableFuture.supplyAsync(
                () -> spark.open(applicationName), task -> new Thread(task, "start of Spark").start());
    }

    /**
     * {@return the connection, as soon as it is open, for the caller to close}
     *
     * @throws IllegalStateException if Spark cannot start or does not fit, with a sentence for the user
     */
    public SparkRuntime runtime() {
        taken = true;
        return OtherThread.await(opening);
    }

    /** Waits for the connection and closes it, if nobody has asked for it. */
    @Override
    public void close() {
        if (!taken) {
            opening.thenAccept(SparkRuntime::close)
                    .exceptionally(failure -> null)
                    .join();
        }
    }
}
