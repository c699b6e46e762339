package org.halfinverse.linalg;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The number of threads that OpenBLAS uses. It is one, because tasks keep all cores busy already, and threads of
 * OpenBLAS spin while they wait. Only large work of the driver asks for more: {@code -Dhig.blas.threads} threads, by
 * default one a core.
 *
 * <p>OpenBLAS has one number of threads for the whole process. Such work and the calls of all other threads therefore
 * wait for each other, so that the results of a training do not depend on what else runs in its JVM.
 */
public final class BlasThreads {
    /** The system property with the number of threads of {@link #onAllCores}. */
    public static final String PROPERTY = "hig.blas.threads";

    /** Through which all calls of {@link DenseKernels} go. */
    static final CallGate GATE = new CallGate();

    /** Held for reading while calls that do not go through the gate may be made, and for writing by work on all cores. */
    private static final ReentrantReadWriteLock UNGATED = new ReentrantReadWriteLock();

    private BlasThreads() {}

    /** Whether the user has chosen their number. */
    static boolean areSet() {
        return System.getProperty(PROPERTY) != null;
    }

    /** {@return the number of threads of {@link #onAllCores}, part of the meaning of a result's last digits} */
    public static int count() {
        return Math.max(1, Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * {@return on how many cores a singular value decomposition runs, at least 1}
     *
     * @param size rows and columns of what is reduced to bidiagonal form
     */
    public static int countFor(double size) {
        return LapackCalls.isWorthAllCores(size) ? count() : 1;
    }

    /**
     * Does some work of the driver on all cores, while no other thread calls BLAS; inside {@link #onOneCore} on one.
     *
     * @param <R> what the work gives
     * @param work calls of BLAS and LAPACK by this thread; it must not wait for those of others
     * @return the result of the work
     */
    public static <R> R onAllCores(Supplier<R> work) {
        Optional<OpenBlas> openBlas = NativeBlas.openBlas();
        if (openBlas.isEmpty() || UNGATED.getReadHoldCount() > 0) {
            return work.get();
        }
        UNGATED.writeLock().lock();
        try {
            return GATE.alone(() -> onThreads(openBlas.get(), work));
        } finally {
            UNGATED.writeLock().unlock();
        }
    }

    private static <R> R onThreads(OpenBlas openBlas, Supplier<R> work) {
        int before = openBlas.threads();
        openBlas.useThreads(count());
        try {
            return work.get();
        } finally {
            openBlas.useThreads(before);
        }
    }

    /**
     * {@return the result of some work in which a library calls BLAS by itself, in this thread or in tasks for which
     * this thread waits: on one core each, whatever other threads do}
     *
     * @param <R> what the work gives
     * @param work any
     */
    public static <R> R onOneCore(Supplier<R> work) {
        UNGATED.readLock().lock();
        try {
            return work.get();
        } finally {
            UNGATED.readLock().unlock();
        }
    }
}
