package org.halfinverse.cli;

import java.util.concurrent.CompletableFuture;
import org.halfinverse.io.DataException;
import org.halfinverse.linalg.NativeBlas;
import org.halfinverse.train.OtherThread;

/** What almost every command needs first, made ready while the command line is still read: logging, storage and BLAS. */
final class HeadStart {
    private static final String ANY_LOCAL_PATH = "file:///";

    private final CompletableFuture<Void> work;

    private HeadStart(CompletableFuture<Void> work) {
        this.work = work;
    }

    /** For whoever is in no hurry. */
    static HeadStart none() {
        return new HeadStart(CompletableFuture.completedFuture(null));
    }

    /**
     * Begins.
     *
     * @param withBlas whether the command will need it
     */
    static HeadStart begin(boolean withBlas) {
        CompletableFuture<Void> work = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        prepareStorage();
                        if (withBlas) {
                            loadBlas();
                        }
                        work.complete(null);
                    } catch (RuntimeException | Error e) {
                        work.completeExceptionally(e);
                    }
                },
                "hig-head-start");
        thread.setDaemon(true);
        thread.start();
        return new HeadStart(work);
    }

    private static void prepareStorage() {
        try {
            ConfigArguments.unsharedStorage().exists(ANY_LOCAL_PATH);
        } catch (DataException e) { // which comes again where a file is needed
            return;
        }
    }

    private static void loadBlas() {
        try {
            NativeBlas.install();
        } catch (IllegalStateException e) { // which comes again where a BLAS is needed
            return;
        }
    }

    /**
     * Waits until all is ready. Two threads never initialise classes that need each other.
     *
     * @throws RuntimeException of what does not come again: a class that could not be initialised tells its cause only once
     */
    void await() {
        OtherThread.await(work);
    }
}
