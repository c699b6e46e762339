package org.halfinverse.train;

import java.util.Locale;

/**
 * How the learning rate changes in the course of a training: by a factor of η that follows from the steps made, the epochs or
 * the training seconds, p in this unit, and of nothing else but, on a plateau, the evaluations.
 *
 * <p>Up to the warm-up w the factor rises linearly from a tenth to 1. Then it falls with {@code q = (p − w)/(l − w)}, which stays
 * at 1 beyond the length l, to e:
 *
 * <pre>
 *   linear       1 + (e − 1) q
 *   cosine       e + (1 − e) (1 + cos πq)/2
 *   exponential  e^q
 *   steps        max(e, r^⌊(p − w)/every⌋)
 *   plateau      max(e, r^reductions),  a reduction whenever so many evaluations in a row found no lower loss
 * </pre>
 *
 * @param shape how it falls
 * @param unit of length, warm-up and every
 * @param length l, at which the end is reached; positive
 * @param warmUp w, 0 or more and below l
 * @param end e in (0, 1]
 * @param ratio r in (0, 1), of a reduction
 * @param every distance of reductions, positive
 * @param patience evaluations without a lower loss before a reduction, at least 1
 */
public record RateSchedule(
        Shape shape, Unit unit, double length, double warmUp, double end, double ratio, double every, long patience) {
    /** The rate as it is. */
    public static final RateSchedule CONSTANT =
            new RateSchedule(Shape.CONSTANT, Unit.STEPS, Double.POSITIVE_INFINITY, 0, 1, 0.5, 1, 1);

    private static final double FIRST = 0.1;

    /** How the rate falls. */
    public enum Shape {
        /** It does not fall. */
        CONSTANT,
        /** It falls by the same amount in the same time. */
        LINEAR,
        /** It falls slowly first and last. */
        COSINE,
        /** It falls by the same factor in the same time. */
        EXPONENTIAL,
        /** It falls at once, and again after a while. */
        STEPS,
        /** It falls when the loss no longer does. */
        PLATEAU;

        /** {@return the name in configurations} */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is counted. */
    public enum Unit {
        /** Steps made. */
        STEPS,
        /** Passes over the training samples, parts of one included. */
        EPOCHS,
        /** Training seconds, evaluation left out. */
        SECONDS;

        /** {@return the name in configurations} */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the ranges. {@inheritDoc} */
    public RateSchedule {
        if (!(warmUp >= 0 && warmUp < length)) {
            throw new IllegalArgumentException("a warm-up of " + warmUp + " " + unit.label() + " leaves nothing of "
                    + length + " for the rest of the schedule");
        }
        if (!(end > 0 && end <= 1)) {
            throw new IllegalArgumentException("the rate cannot end at " + end + " times its value");
        }
        if (!(ratio > 0 && ratio < 1 && every > 0 && patience >= 1)) {
            throw new IllegalArgumentException("no rate is reduced by a factor of " + ratio + " every " + every + " "
                    + unit.label() + " or after " + patience + " evaluations");
        }
    }

    /**
     * {@return the factor of η for the next step, in (0, 1]}
     *
     * @param state of the training before it
     * @param stepsPerEpoch steps an epoch takes
     */
    double factor(TrainingState<?> state, long stepsPerEpoch) {
        double position = switch (unit) {
            case STEPS -> state.step();
            case EPOCHS -> (double) state.step() / stepsPerEpoch;
            case SECONDS -> state.seconds();
        };
        return factor(position, state.improvement().reductions());
    }

    /**
     * {@return the factor of η, in (0, 1]}
     *
     * @param position p
     * @param reductions on plateaus so far
     */
    public double factor(double position, long reductions) {
        if (position < warmUp) {
            return FIRST + (1 - FIRST) * position / warmUp;
        }
        double q = Math.min(1, (position - warmUp) / (length - warmUp));
        return switch (shape) {
            case CONSTANT -> 1;
            case LINEAR -> 1 + (end - 1) * q;
            case COSINE -> end + (1 - end) * (1 + StrictMath.cos(Math.PI * q)) / 2;
            case EXPONENTIAL -> StrictMath.pow(end, q);
            case STEPS -> Math.max(end, StrictMath.pow(ratio, Math.floor((position - warmUp) / every)));
            case PLATEAU -> Math.max(end, StrictMath.pow(ratio, (double) reductions));
        };
    }

    /** Whether so many evaluations in a row without a lower loss reduce the rate. */
    boolean reducesAfter(long evaluations) {
        return shape == Shape.PLATEAU && evaluations >= patience;
    }
}
