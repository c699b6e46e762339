package org.halfinverse.spectral;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Adds up where the time of one step goes. */
public final class PhaseClock {
    private static final double NANOS = 1e-9;

    private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);

    /** A clock at zero. */
    public PhaseClock() {}

    /**
     * Does some work and books its time, but for what the work itself books to any phase.
     *
     * @param <R> what the work gives
     * @param phase to which the time is added
     * @param work what to do
     * @return the result of the work
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

    /**
     * Books to {@link Phase#UPDATE} what a step took and no phase has claimed.
     *
     * @param start {@link System#nanoTime} when the step began
     * @return seconds that it took
     */
    public double finish(long start) {
        double duration = (System.nanoTime() - start) * NANOS;
        add(Phase.UPDATE, duration - booked());
        return duration;
    }

    private double booked() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * What was booked to a phase.
     *
     * @param phase any
     * @return seconds
     */
    public double seconds(Phase phase) {
        return seconds.getOrDefault(phase, 0.0);
    }
}
