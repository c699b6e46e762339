package org.halfinverse.spectral;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Adds up the times of the parts of one step, from the moment at which the clock is made. Whoever does a part of the
 * step runs it through this clock, and {@link #times} has the sums.
 */
public final class PhaseClock {
    private static final double NANOS = 1e-9;

    private final long start = System.nanoTime();
    private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);

    /** A clock that starts now. */
    public PhaseClock() {}

    /**
     * {@return the result of some work, whose time is booked, but for what the work itself books to any phase}
     *
     * @param <R> what the work gives
     * @param phase to which the time is added
     * @param work what to do
     */
    public <R> R time(Phase phase, Supplier<R> work) {
        long start = System.nanoTime();
        double before = booked();
        try {
            return work.get();
        } finally {
            add(phase, (System.nanoTime() - start) * NANOS - (booked() - before));
        }
    }

    /**
     * Books time that was measured elsewhere.
     *
     * @param phase to which the time is added
     * @param duration in seconds
     */
    public void add(Phase phase, double duration) {
        seconds.merge(phase, duration, Double::sum);
    }

    /** {@return the times so far; what no phase has claimed is the optimizer's, {@link Phase#UPDATE}} */
    public PhaseTimes times() {
        double total = (System.nanoTime() - start) * NANOS;
        Map<Phase, Double> parts = new EnumMap<>(seconds);
        parts.merge(Phase.UPDATE, total - booked(), Double::sum);
        return new PhaseTimes(total, parts);
    }

    private double booked() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * {@return the seconds that were booked to a phase}
     *
     * @param phase any
     */
    public double seconds(Phase phase) {
        return seconds.getOrDefault(phase, 0.0);
    }
}
