package org.halfinverse.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.lapack.LAPACK;
import java.util.function.Supplier;
import org.netlib.util.intW;

/** What calls of LAPACK have in common. */
final class LapackCalls {
    /** Columns that blocked routines work on at once, for the size of their work arrays. */
    static final int BLOCK = 64;

    /**
     * From this size on a decomposition runs on all cores: below, threads cost as much as they give. Two cores,
     * {@code dsytrd}: n = 1024 1.6 times as fast as one, n = 4096 twice; beside another busy process 0.6 and 1.
     */
    private static final int WORTH_ALL_CORES = 512;

    private LapackCalls() {}

    static LAPACK netlib() {
        NativeBlas.install();
        return LAPACK.getInstance();
    }

    static <R> R onCoresFor(int size, Supplier<R> decomposition) {
        return size < WORTH_ALL_CORES ? decomposition.get() : NativeBlas.onAllCores(decomposition);
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
        BLAS blas = NativeBlas.netlib();
        blas.dgemv(transposed, n, n, 1.0, a, n, x, 1, 0.0, y, 1);
        return y;
    }
}
