package org.halfinverse.linalg;

import java.util.function.Supplier;

/** On how many cores singular value decompositions run. */
final class LapackCalls {
    /**
     * From this size on a decomposition runs on all cores. OpenBLAS' threads wait for each other in every product with a
     * vector: on two quiet cores {@code dsytrd} of n = 1024 was 1.6 times as fast with both, but beside busy processes
     * decompositions of that size took 15 times as long, since a thread that lost its core for a moment stops the other.
     * Where a product takes longer than such a moment the gain remains, and it is a factor of two.
     */
    private static final int WORTH_ALL_CORES = 3000;
    /** The same where the user has said that there are cores to spare. */
    private static final int WORTH_SPARE_CORES = 512;

    private LapackCalls() {}

    static <R> R onCoresFor(int size, Supplier<R> decomposition) {
        return isWorthAllCores(size) ? BlasThreads.onAllCores(decomposition) : decomposition.get();
    }

    static boolean isWorthAllCores(double size) {
        return size >= (BlasThreads.areSet() ? WORTH_SPARE_CORES : WORTH_ALL_CORES);
    }
}
