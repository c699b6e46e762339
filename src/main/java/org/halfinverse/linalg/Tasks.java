package org.halfinverse.linalg;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Work that the cores of this machine share: parts of it that touch different numbers, so that the bits are those of one core. */
final class Tasks {
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
}
