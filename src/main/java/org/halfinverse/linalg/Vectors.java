package org.halfinverse.linalg;

import java.util.Arrays;

/** Operations on plain vectors, summed from the first entry to the last so that results do not depend on the machine. */
public final class Vectors {
    private Vectors() {}

    /**
     * {@return the inner product {@code xᵀy}}
     *
     * @param x n entries
     * @param y n entries
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double dot(double[] x, double[] y) {
        requireSameLength(x, y);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /**
     * {@return the Euclidean norm √Σ x_i², safe from overflow and underflow; NaN or infinite if an entry is}
     *
     * @param x any vector
     */
    public static double norm(double[] x) {
        double largest = 0;
        for (double value : x) {
            double magnitude = Math.abs(value);
            if (!(magnitude <= largest)) {
                largest = magnitude;
            }
            if (Double.isNaN(largest)) {
                return Double.NaN;
            }
        }
        if (largest == 0 || Double.isInfinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (double value : x) {
            double scaled = value / largest;
            sum += scaled * scaled;
        }
        return largest * Math.sqrt(sum);
    }

    /**
     * {@code y ← y + α x}.
     *
     * @param alpha factor
     * @param x n entries
     * @param y n entries, overwritten
     * @throws IllegalArgumentException if the lengths differ
     */
    public static void addScaled(double alpha, double[] x, double[] y) {
        requireSameLength(x, y);
        for (int i = 0; i < y.length; i++) {
            y[i] += alpha * x[i];
        }
    }

    /**
     * {@return {@code x + y}, which overwrites x}
     *
     * @param x n entries
     * @param y n entries
     */
    public static double[] sum(double[] x, double[] y) {
        addScaled(1, y, x);
        return x;
    }

    /**
     * Copies a vector again and again.
     *
     * @param x n entries
     * @param times how often
     * @param target its first times · n entries are overwritten
     */
    public static void repeat(double[] x, int times, double[] target) {
        for (int i = 0; i < times; i++) {
            System.arraycopy(x, 0, target, i * x.length, x.length);
        }
    }

    /**
     * {@code x ← α x}.
     *
     * @param alpha factor
     * @param x n entries, overwritten
     */
    public static void scale(double alpha, double[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= alpha;
        }
    }

    /**
     * {@return {@code α x} as a new vector, n entries}
     *
     * @param alpha factor
     * @param x n entries
     */
    public static double[] scaled(double alpha, double[] x) {
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = alpha * x[i];
        }
        return result;
    }

    /**
     * {@return the median: the middle one, or the mean of two}
     *
     * @param x at least one number, in any order
     */
    public static double median(double[] x) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * {@return whether every entry is a finite number: neither NaN nor infinite}
     *
     * @param x any vector
     */
    public static boolean isFinite(double[] x) {
        for (double value : x) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static void requireSameLength(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException("x has " + x.length + " entries, y " + y.length);
        }
    }
}
