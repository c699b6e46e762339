package org.halfinverse.run;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.halfinverse.linalg.Vectors;

/**
 * The time of a step once the JVM has compiled what it runs. Steps are looked at in windows of half a second and five steps at
 * least; they are steady when the medians of two windows in a row are hardly below the least one before.
 */
final class SteadySteps {
    private static final double WINDOW_SECONDS = 0.5;
    private static final int WINDOW_STEPS = 5;
    /** While the compiler is at work a window gains more than this share. */
    private static final double GAIN = 0.05;

    private static final int WINDOWS_WITHOUT_GAIN = 2;

    private final List<Double> window = new ArrayList<>();
    private double elapsed;
    private double median = Double.POSITIVE_INFINITY;
    private int withoutGain;
    private int steps;

    /**
     * One more step was made.
     *
     * @param seconds that it took
     */
    void add(double seconds) {
        steps++;
        window.add(seconds);
        elapsed += seconds;
        if (window.size() >= WINDOW_STEPS && elapsed >= WINDOW_SECONDS) {
            double now = medianOfWindow();
            withoutGain = now >= (1 - GAIN) * median ? withoutGain + 1 : 0;
            median = Math.min(now, median);
            window.clear();
            elapsed = 0;
        }
    }

    private double medianOfWindow() {
        return Vectors.median(window.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** {@return how many steps were made} */
    int steps() {
        return steps;
    }

    /** {@return whether steps no longer become faster} */
    boolean isSteady() {
        return withoutGain >= WINDOWS_WITHOUT_GAIN;
    }

    /** {@return the least median of a window, of the one that has only begun where none is complete; empty if no step was made} */
    OptionalDouble seconds() {
        if (steps == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Double.isInfinite(median) ? medianOfWindow() : median);
    }
}
