package org.halfinverse.check;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/** Compares numbers that have to agree, entry by entry, and keeps the worst. */
final class Comparison {
    private final String subject;
    private final double tolerance;
    private final String wording;
    private Finding finding;

    /**
     * A comparison that has seen nothing yet.
     *
     * @param subject what is compared
     * @param method whose it is, if all agree
     * @param tolerance largest relative error that passes
     * @param wording a format for the two numbers, such as {@code %.12g alone, %.12g in a block}
     */
    Comparison(String subject, String method, double tolerance, String wording) {
        this.subject = subject;
        this.tolerance = tolerance;
        this.wording = wording;
        this.finding = new Finding(subject, method, 0, tolerance, "", "");
    }

    /**
     * Compares two numbers.
     *
     * @param method whose the first one is
     * @param value the first one
     * @param expected the second one
     * @param scale by which their difference is divided, positive
     * @param where they stand
     */
    void compare(String method, double value, double expected, double scale, Supplier<String> where) {
        double error = Math.abs(value - expected) / scale;
        if (Double.compare(error, finding.error()) > 0) { // NaN counts as the largest
            String values = String.format(Locale.ROOT, wording, value, expected);
            finding = new Finding(subject, method, error, tolerance, where.get(), values);
        }
    }

    /** The worst so far. */
    Finding finding() {
        return finding;
    }

    /** The largest magnitude, by which errors are measured; 1 if all are 0. */
    static double scale(double[] values) {
        double largest = Arrays.stream(values).map(Math::abs).max().orElse(0);
        return largest > 0 ? largest : 1;
    }
}
