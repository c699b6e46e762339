package org.halfinverse.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/**
 * Interrupts a thread that waits for a Spark job when the connection ends. Spark fails the jobs that run then, but a
 * job that is submitted at the very moment may be lost, and nobody would ever hear of it again.
 */
final class LostJobWatch extends SparkListener implements AutoCloseable {
    private final SparkContext context;
    private final Thread waiting = Thread.currentThread();
    private boolean closed;
    private boolean interrupted;

    /** Watches for the calling thread, which submits its jobs afterwards. */
    LostJobWatch(SparkContext context) {
        this.context = context;
        context.addSparkListener(this);
    }

    @Override
    public synchronized void onApplicationEnd(SparkListenerApplicationEnd end) {
        if (!closed) {
            interrupted = true;
            waiting.interrupt();
        }
    }

    /** No interrupt of this watch reaches the thread afterwards, nor has one that it has not seen. */
    @Override
    public synchronized void close() {
        closed = true;
        context.removeSparkListener(this);
        if (interrupted) {
            Thread.interrupted();
        }
    }
}
