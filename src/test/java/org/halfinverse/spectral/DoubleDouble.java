package org.halfinverse.spectral;

/**
 * An unevaluated sum of two doubles, {@code high + low} with {@code |low| ≤ ulp(high)/2}: 106 bits, for numbers whose
 * squares neither overflow nor underflow (Dekker, Numer. Math. 18, 1971; Hida, Li and Bailey, ARITH-15, 2001).
 *
 * @param high the nearest double
 * @param low the rest
 */
record DoubleDouble(double high, double low) {
    static final DoubleDouble ZERO = new DoubleDouble(0, 0);
    static final DoubleDouble ONE = new DoubleDouble(1, 0);

    /** The exact product of two doubles. */
    static DoubleDouble product(double a, double b) {
        double product = a * b;
        return new DoubleDouble(product, Math.fma(a, b, -product));
    }

    private static DoubleDouble sum(double a, double b) {
        double sum = a + b;
        double part = sum - a;
        return new DoubleDouble(sum, (a - (sum - part)) + (b - part));
    }

    /** The same with {@code |a| ≥ |b|}. */
    private static DoubleDouble quickSum(double a, double b) {
        double sum = a + b;
        return new DoubleDouble(sum, b - (sum - a));
    }

    DoubleDouble plus(DoubleDouble other) {
        DoubleDouble highs = sum(high, other.high);
        DoubleDouble lows = sum(low, other.low);
        DoubleDouble once = quickSum(highs.high, highs.low + lows.high);
        return quickSum(once.high, once.low + lows.low);
    }

    DoubleDouble minus(DoubleDouble other) {
        return plus(other.negated());
    }

    DoubleDouble negated() {
        return new DoubleDouble(-high, -low);
    }

    DoubleDouble times(DoubleDouble other) {
        DoubleDouble highs = product(high, other.high);
        return quickSum(highs.high, highs.low + (high * other.low + low * other.high));
    }

    DoubleDouble times(double factor) {
        DoubleDouble highs = product(high, factor);
        return quickSum(highs.high, highs.low + low * factor);
    }

    DoubleDouble over(DoubleDouble divisor) {
        double first = high / divisor.high;
        DoubleDouble rest = minus(divisor.times(first));
        double second = rest.high / divisor.high;
        double third = rest.minus(divisor.times(second)).high / divisor.high;
        return quickSum(first, second).plus(new DoubleDouble(third, 0));
    }

    /** Two steps of Newton's method from the root of the nearest double. */
    DoubleDouble squareRoot() {
        if (high <= 0) {
            return ZERO;
        }
        DoubleDouble root = new DoubleDouble(Math.sqrt(high), 0);
        return root.plus(minus(root.times(root)).times(0.5 / root.high));
    }

    boolean isAbove(DoubleDouble other) {
        return high > other.high || (high == other.high && low > other.low);
    }
}
