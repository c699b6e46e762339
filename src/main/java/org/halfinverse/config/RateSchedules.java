package org.halfinverse.config;

import org.halfinverse.train.Limits;
import org.halfinverse.train.RateSchedule;
import org.halfinverse.train.RateSchedule.Shape;
import org.halfinverse.train.RateSchedule.Unit;

/** Reads the block {@code optimizer.schedule}. */
final class RateSchedules {
    private static final String[] KEYS = {"over", "length", "warm-up", "end", "factor", "every", "patience"};
    private static final double END = 0.01;
    private static final double PARTS = 4;

    private RateSchedules() {}

    /**
     * The schedule; what is not said of its length is taken from the limits of the training, and stands in the resolved
     * settings from then on, so that a longer training is another one.
     */
    static RateSchedule read(Settings settings, Limits limits) {
        Shape shape = settings.choice("type", Shape.CONSTANT, Shape::label);
        boolean warms = settings.has("warm-up");
        if (shape == Shape.CONSTANT && !warms) {
            for (String key : KEYS) {
                settings.has(key);
            }
            return RateSchedule.CONSTANT;
        }
        Unit unit = settings.choice("over", unit(limits), Unit::label);
        double length = length(settings, shape, unit, limits);
        double warmUp = settings.realWithin("warm-up", 0, 0, Double.POSITIVE_INFINITY);
        double end = settings.realWithin("end", END, Double.MIN_VALUE, 1);
        double ratio = settings.realWithin("factor", 0.5, Double.MIN_VALUE, Math.nextDown(1.0));
        double every = shape == Shape.STEPS ? settings.positiveReal("every", (length - warmUp) / PARTS) : 1;
        settings.has("every");
        long patience = settings.integer("patience", 5, 1);
        return settings.build("type", () -> new RateSchedule(shape, unit, length, warmUp, end, ratio, every, patience));
    }

    private static Unit unit(Limits limits) {
        if (limits.steps().isPresent()) {
            return Unit.STEPS;
        }
        return limits.epochs().isPresent() ? Unit.EPOCHS : Unit.SECONDS;
    }

    private static double length(Settings settings, Shape shape, Unit unit, Limits limits) {
        double limit = switch (unit) {
            case STEPS -> limits.steps().orElse(0);
            case EPOCHS -> limits.epochs().orElse(0);
            case SECONDS -> limits.seconds().orElse(0);
        };
        boolean needed = switch (shape) {
            case LINEAR, COSINE, EXPONENTIAL -> true;
            case STEPS -> !settings.has("every");
            case CONSTANT, PLATEAU -> false;
        };
        if (!needed) {
            settings.has("length");
            return Double.POSITIVE_INFINITY;
        }
        if (!settings.has("length") && limit == 0) {
            throw new ConfigurationException("optimizer.schedule.length is missing: set it, or training.max-"
                    + unit.label() + ", which is its default");
        }
        return settings.positiveReal("length", limit);
    }
}
