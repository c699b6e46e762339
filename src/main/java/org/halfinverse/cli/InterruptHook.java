package org.halfinverse.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop: the JVM waits until the command has written what it has, and exits
 * with the code for interruption. It runs before Spark's own shutdown hook, which would take the executors away.
 */
final class InterruptHook implements AutoCloseable {
    /** Spark registers its hook in the same manager, at the priority of file systems (10) plus 30. */
    private static final int BEFORE_SPARK = 100;

    private static final int PATIENCE_MINUTES = 10;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Runnable requestStop;
    private final Runnable hook = this::stopAndWait;

    private InterruptHook(Runnable requestStop) {
        this.requestStop = requestStop;
    }

    /**
     * Installs a hook.
     *
     * @param requestStop asks the command to end soon
     * @return the hook, to be closed when the command has written its results
     */
    static InterruptHook install(Runnable requestStop) {
        InterruptHook interrupt = new InterruptHook(requestStop);
        ShutdownHookManager.get().addShutdownHook(interrupt.hook, BEFORE_SPARK, PATIENCE_MINUTES, TimeUnit.MINUTES);
        return interrupt;
    }

    private void stopAndWait() {
        requestStop.run();
        try {
            if (finished.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
        }
    }
}
