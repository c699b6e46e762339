package org.halfinverse.train;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * When to stop: at the first limit that is reached.
 *
 * @param steps number of steps
 * @param epochs number of passes over the training samples
 * @param seconds training time, evaluation left out; looked at before each step
 * @param patience evaluations in a row without a lower loss
 */
public record Limits(OptionalLong steps, OptionalLong epochs, OptionalDouble seconds, OptionalLong patience) {
    /**
     * Limits without regard to the loss.
     *
     * @param steps number of steps
     * @param epochs number of passes over the training samples
     * @param seconds training time, evaluation left out; looked at before each step
     */
    public Limits(OptionalLong steps, OptionalLong epochs, OptionalDouble seconds) {
        this(steps, epochs, seconds, OptionalLong.empty());
    }

    /**
     * {@return the limit that forbids another step, or empty if there may be another step}
     *
     * @param state of the training
     * @param stepsPerEpoch steps an epoch takes
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
     * {@return the limit that was reached because the loss has stopped to fall, or empty if there may be another step}
     *
     * @param state after an evaluation
     */
    Optional<String> exhausted(TrainingState<?> state) {
        return patience.stream()
                .filter(most -> state.improvement().stale() >= most)
                .mapToObj(most -> "no lower loss in " + most + " evaluations")
                .findFirst();
    }

    /**
     * {@return the number of steps that no training within these limits exceeds, the smaller of the limits by steps and
     * by epochs; empty if there is neither, or none that a number of steps could reach}
     *
     * @param stepsPerEpoch steps an epoch takes
     */
    public OptionalLong mostSteps(long stepsPerEpoch) {
        LongStream byEpochs = epochs.stream()
                .filter(count -> count <= Long.MAX_VALUE / stepsPerEpoch)
                .map(count -> count * stepsPerEpoch);
        return LongStream.concat(steps.stream(), byEpochs).min();
    }

    /**
     * {@return how far a training has come towards the nearest limit, between 0 and 1; 0 where nothing is limited}
     *
     * @param step steps made
     * @param seconds training time
     * @param stepsPerEpoch steps an epoch takes
     */
    public double progress(long step, double seconds, long stepsPerEpoch) {
        DoubleStream bySteps = mostSteps(stepsPerEpoch).stream().mapToDouble(most -> (double) step / most);
        DoubleStream byTime = this.seconds.stream().map(most -> seconds / most);
        return Math.min(DoubleStream.concat(bySteps, byTime).max().orElse(0), 1);
    }
}
