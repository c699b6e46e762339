package org.halfinverse.linalg;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Work that the cores of this machine share: parts of it that touch different numbers, so that the bits are those of one core. */
final class Tasks {
    /** Tries before a waiting thread leaves its core to others. */
    private static final int SPINS = 5000;

    private static final long PAUSE_NANOS = 20_000;

    private Tasks() {}

    /**
     * Does the parts of some work, each as soon as a core is free, the first ones first.
     *
     * @param count number of parts
     * @param part does one of them
     */
    static void inOrder(int count, IntConsumer part) {
        AtomicInteger next = new AtomicInteger();
        onCores(count, () -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                part.accept(i);
            }
        });
    }

    /**
     * Runs the same program on several cores, which share the work by themselves.
     *
     * @param most the largest number of cores
     * @param program may run on one alone
     */
    static void onCores(int most, Runnable program) {
        int cores = Math.min(most, Runtime.getRuntime().availableProcessors());
        IntStream.range(0, cores).parallel().forEach(core -> program.run());
    }

    /**
     * Waits a moment for another thread, which may want this thread's core.
     *
     * @param tries how often it has waited for the same thing already
     */
    static void rest(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
