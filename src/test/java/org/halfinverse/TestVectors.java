package org.halfinverse;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;

/** Reproducible vectors and difference quotients for the tests of all packages. */
public final class TestVectors {
    /** Distance of neighbouring doubles at 1. */
    public static final double EPSILON = 0x1p-52;

    private TestVectors() {}

    /** Standard normal entries; each item number has entries of its own. */
    public static double[] gaussian(long item, int length) {
        CounterRandom random = CounterRandom.of(2026, Stream.DERIVATIVE_CHECK, item);
        double[] result = new double[length];
        Arrays.setAll(result, i -> random.nextGaussian());
        return result;
    }

    /** The central difference quotient of a map at x along a direction, with an error of order h² and ε/h. */
    public static double[] directionalDifference(
            UnaryOperator<double[]> map, double[] x, double[] direction, double h) {
        double[] forward = map.apply(moved(x, direction, h));
        double[] backward = map.apply(moved(x, direction, -h));
        double[] result = new double[forward.length];
        Arrays.setAll(result, i -> (forward[i] - backward[i]) / (2 * h));
        return result;
    }

    /** The central difference quotient of a map by entry j of x. */
    public static double[] partialDifference(UnaryOperator<double[]> map, double[] x, int j, double h) {
        double[] direction = new double[x.length];
        direction[j] = 1;
        return directionalDifference(map, x, direction, h);
    }

    private static double[] moved(double[] x, double[] direction, double distance) {
        double[] result = new double[x.length];
        Arrays.setAll(result, i -> x[i] + distance * direction[i]);
        return result;
    }
}
