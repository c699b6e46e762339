package org.halfinverse.linalg;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * How many threads OpenBLAS uses. One: tasks keep all cores busy already, and its threads spin while they wait. Only work
 * of the driver that is worth it, while no task runs, asks for more: {@code -Dhig.blas.threads} threads, by default one a
 * core.
 */
public final class BlasThreads {
    /** The system property with the number of threads of {@link #onAllCores}. */
    public static final String PROPERTY = "hig.blas.threads";

    private BlasThreads() {}

    /** Whether the user has chosen their number. */
    static boolean areSet() {
        return System.getProperty(PROPERTY) != null;
    }

    /**
     * The number of threads of {@link #onAllCores}, part of the meaning of a result's last digits.
     *
     * @return at least 1
     */
    public static int count() {
        return Math.max(1, Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Does some work of the driver on all cores. One at a time: OpenBLAS has one number of threads for the process.
     *
     * @param <R> what the work gives
     * @param work calls of BLAS and LAPACK, while no task calls them
     * @return the result of the work
     */
    public static <R> R onAllCores(Supplier<R> work) {
        Optional<OpenBlas> openBlas = NativeBlas.openBlas();
        synchronized (BlasThreads.class) {
            openBlas.ifPresent(library -> library.useThreads(count()));
            try {
                return work.get();
            } finally {
                openBlas.ifPresent(library -> library.useThreads(1));
            }
        }
    }
}
