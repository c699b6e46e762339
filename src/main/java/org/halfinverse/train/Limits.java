package org.halfinverse.train;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * When to stop: at the first limit that is reached.
 *
 * @param steps number of steps
 * @param epochs number of passes over the training samples
 * @param seconds training time, evaluation left out; looked at before each step
 */
public record Limits(OptionalLong steps, OptionalLong epochs, OptionalDouble seconds) {
    /**
     * The limit that forbids another step.
     *
     * @param state of the training
     * @param stepsPerEpoch steps an epoch takes
     * @return what was reached, or empty if there may be another step
     */
    Optional<String> reached(TrainingState<?> state, long stepsPerEpoch) {
        if (steps.isPresent() && state.step() >= steps.getAsLong()) {
            return Optional.of(steps.getAsLong() + " steps");
        }
        if (epochs.isPresent() && state.step() / stepsPerEpoch >= epochs.getAsLong()) {
            return Optional.of(epochs.getAsLong() + " epochs");
        }
        if (seconds.isPresent() && state.seconds() >= seconds.getAsDouble()) {
            return Optional.of(seconds.getAsDouble() + " seconds");
        }
        return Optional.empty();
    }

    /**
     * The number of steps that no training within these limits exceeds.
     *
     * @param stepsPerEpoch steps an epoch takes
     * @return {@code Long.MAX_VALUE} if neither steps nor epochs are limited
     */
    public long mostSteps(long stepsPerEpoch) {
        long byEpochs = epochs.orElse(Long.MAX_VALUE) > Long.MAX_VALUE / stepsPerEpoch
                ? Long.MAX_VALUE
                : epochs.getAsLong() * stepsPerEpoch;
        return Math.min(steps.orElse(Long.MAX_VALUE), byEpochs);
    }

    /**
     * How far a training has come towards the nearest limit.
     *
     * @param step steps made
     * @param seconds training time
     * @param stepsPerEpoch steps an epoch takes
     * @return between 0 and 1
     */
    public double progress(long step, double seconds, long stepsPerEpoch) {
        long most = mostSteps(stepsPerEpoch);
        double bySteps = most < Long.MAX_VALUE ? (double) step / most : 0;
        double byTime = this.seconds.isPresent() ? seconds / this.seconds.getAsDouble() : 0;
        return Math.min(Math.max(bySteps, byTime), 1);
    }
}
