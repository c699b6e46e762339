package org.halfinverse.check;

/**
 * The outcome of one check of a model's classes.
 *
 * @param subject what was compared
 * @param method whose it is, for instance {@code com.example.Spring.linearize}
 * @param error of the worst entry, relative to the largest entry of its kind; NaN if there is nothing to compare
 * @param tolerance largest error that passes
 * @param where the worst entry stands, empty if all agree exactly
 * @param values both values of that entry, in words
 */
public record Finding(String subject, String method, double error, double tolerance, String where, String values) {
    /** {@return whether the error is within the tolerance} */
    public boolean passes() {
        return error <= tolerance;
    }
}
