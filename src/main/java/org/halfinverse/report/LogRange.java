package org.halfinverse.report;

/**
 * What a logarithmic axis shows. Losses that rounding made zero or negative are drawn at its lower end, and the legend
 * says so.
 */
final class LogRange {
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

    /** The lower end of the axis, a power of ten. */
    double lower() {
        return largest > 0 ? Math.pow(10, Math.floor(Math.log10(smallest) + 1e-9)) : 1e-16;
    }

    /** The largest value. */
    double upper() {
        return largest > 0 ? largest : 1;
    }

    /** Values as they are drawn; those that are not finite are not drawn and become not a number. */
    double[] drawn(double[] values) {
        double[] drawn = values.clone();
        for (int i = 0; i < drawn.length; i++) {
            if (drawn[i] <= 0) {
                drawn[i] = lower();
            }
        }
        return drawn;
    }

    /** Whether any value is drawn at the lower end for want of a logarithm. */
    boolean clips() {
        return clipped;
    }
}
