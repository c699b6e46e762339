package org.halfinverse.train;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Work that another thread does, as if the caller did it. */
public final class OtherThread {
    private OtherThread() {}

    /**
     * {@return the result, as soon as it is there}
     *
     * @param <R> what the work gives
     * @param work of another thread
     * @throws RuntimeException that the work has thrown, itself; so is an {@link Error}
     */
    public static <R> R await(CompletableFuture<R> work) {
        try {
            return work.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }
}
