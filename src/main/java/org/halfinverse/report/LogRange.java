package org.halfinverse.report;

import java.util.Arrays;

/**
 * What a logarithmic axis over whole powers of ten shows, in terms of exponents. Losses that rounding made zero or
 * negative are drawn at its lower end, and the legend says so.
 */
final class LogRange {
    private static final double ROUNDING = 1e-9; // of exponents
    private static final int NOTHING_FROM = -16;

    private double smallest = Double.POSITIVE_INFINITY;
    private double largest;
    private boolean clipped;

    /** Takes in what is to be shown. */
    void include(double[] values) {
        for (double value : values) {
            if (value > 0 && Double.isFinite(value)) {
                smallest = Math.min(smallest, value);
                largest = Math.max(largest, value);
            } else if (value <= 0) {
                clipped = true;
            }
        }
    }

    /** Exponent of the lower end of the axis. */
    int from() {
        return largest > 0 ? (int) Math.floor(Math.log10(smallest) + ROUNDING) : NOTHING_FROM;
    }

    /** Exponent of its upper end. */
    int to() {
        return largest > 0 ? Math.max(from() + 1, (int) Math.ceil(Math.log10(largest) - ROUNDING)) : 0;
    }

    /** Exponents to be drawn for values: that of the lower end for 0 and less, NaN for what is not a number. */
    double[] drawn(double[] values) {
        return Arrays.stream(values)
                .map(value -> value <= 0 ? from() : Math.log10(value))
                .toArray();
    }

    /** Whether any value is drawn at the lower end because it has no logarithm. */
    boolean clips() {
        return clipped;
    }
}
