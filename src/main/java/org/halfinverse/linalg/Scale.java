package org.halfinverse.linalg;

/** Keeps squares of matrix entries from overflow and underflow. */
final class Scale {
    private static final double SMALLEST = 0x1p-400;
    private static final double LARGEST = 0x1p400;

    private Scale() {}

    /**
     * Divides a matrix by a power of two where its entries are very large or very small.
     *
     * @param a any matrix, overwritten
     * @return the divisor, 1 in general
     */
    static double toModerate(double[] a) {
        double largest = 0;
        for (double value : a) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest == 0 || (largest >= SMALLEST && largest <= LARGEST) || !Double.isFinite(largest)) {
            return 1;
        }
        int exponent = Math.getExponent(largest);
        for (int i = 0; i < a.length; i++) {
            a[i] = Math.scalb(a[i], -exponent);
        }
        return Math.scalb(1.0, exponent);
    }
}
