package org.halfinverse.linalg;

/** The speed at which this machine multiplies matrices now, with which all other speeds are compared. */
public final class GemmPeak {
    private static final int SIZE = 1024;
    private static final int REPETITIONS = 8;
    private static final double NANOS = 1e-9;

    private GemmPeak() {}

    /** {@return floating-point operations a second of {@code dgemm} on all cores, the best of some measurements} */
    public static double measure() {
        double[] a = new double[SIZE * SIZE];
        double[] b = new double[SIZE * SIZE];
        double[] c = new double[SIZE * SIZE];
        for (int i = 0; i < a.length; i++) {
            a[i] = i % 7 - 3;
            b[i] = i % 5 - 2;
        }
        return BlasThreads.onAllCores(() -> {
            double best = Double.POSITIVE_INFINITY;
            for (int i = 0; i < REPETITIONS; i++) {
                long start = System.nanoTime();
                Gemm.multiply(SIZE, SIZE, SIZE, a, 0, b, 0, 0, c, 0);
                best = Math.min(best, (System.nanoTime() - start) * NANOS);
            }
            return 2.0 * SIZE * SIZE * SIZE / best;
        });
    }
}
