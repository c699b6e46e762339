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
     * How far a training has come towards the nearest limit.
     *
     * @param step steps made
     * @param seconds training time
     * @param stepsPerEpoch steps an epoch takes
     * @return between 0 and 1
     */
    public double progress(long step, double seconds, long stepsPerEpoch) {
        double done = 0;
        if (steps.isPresent()) {
            done = Math.max(done, (double) step / steps.getAsLong());
        }
        if (epochs.isPresent()) {
            done = Math.max(done, (double) step / stepsPerEpoch / epochs.getAsLong());
        }
        if (this.seconds.isPresent()) {
            done = Math.max(done, seconds / this.seconds.getAsDouble());
        }
        return Math.min(done, 1);
    }
}
