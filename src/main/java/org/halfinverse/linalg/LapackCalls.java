package org.halfinverse.linalg;

import java.util.function.Supplier;
import org.netlib.util.intW;

/** What calls of LAPACK have in common. */
final class LapackCalls {
    /** Columns that blocked routines work on at once, for the size of their work arrays. */
    static final int BLOCK = 64;

    /**
     * From this size on a decomposition runs on all cores. OpenBLAS' threads wait for each other in every product with a
     * vector: on two quiet cores {@code dsytrd} of n = 1024 is 1.6 times as fast with both, but beside busy processes
     * decompositions of that size took 15 times as long, since a thread that lost its core for a moment stops the other.
     * Where a product takes longer than such a moment the gain remains, and it is a factor of two.
     */
    private static final int WORTH_ALL_CORES = 3000;
    /** The same where the user has said that there are cores to spare. */
    private static final int WORTH_SPARE_CORES = 512;

    private LapackCalls() {}

    static <R> R onCoresFor(int size, Supplier<R> decomposition) {
        return size < (BlasThreads.areSet() ? WORTH_SPARE_CORES : WORTH_ALL_CORES)
                ? decomposition.get()
                : BlasThreads.onAllCores(decomposition);
    }

    static void requireSuccess(intW info, String routine, int size) {
        if (info.val != 0) {
            throw new ArithmeticException(routine + " of size " + size
                    + (info.val < 0 ? " refused argument " + -info.val : " did not converge (" + info.val + ")"));
        }
    }

    /** {@code op(A) x} for a square matrix, column-major. */
    static double[] product(String transposed, int n, double[] a, double[] x) {
        double[] y = new double[n];
        NativeBlas.kernels().dgemv(transposed, n, n, 1.0, a, n, x, 1, 0.0, y, 1);
        return y;
    }
}
