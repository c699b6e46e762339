package org.halfinverse.samples;

import java.util.Optional;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Permutation;
import org.halfinverse.random.Stream;

/**
 * Which samples each step sees: every epoch visits each sample once, in stored order or in an order of its own; the
 * last mini-batch of an epoch is smaller where b does not divide N.
 *
 * @param layout of the training samples
 * @param batchSize b, at most N
 * @param shuffle whether each epoch has an order of its own
 * @param seed of the orders
 */
public record BatchSchedule(DataLayout layout, long batchSize, boolean shuffle, long seed) {
    /** Checks the batch size. {@inheritDoc} */
    public BatchSchedule {
        if (batchSize < 1 || batchSize > layout.samples()) {
            throw new IllegalArgumentException("batch-size = " + batchSize + " does not lie between 1 and the "
                    + layout.samples() + " training samples");
        }
    }

    /** {@return the steps that an epoch takes, {@code ⌈N / b⌉}} */
    public long stepsPerEpoch() {
        return stepsPerEpoch(layout.samples(), batchSize);
    }

    /**
     * {@return steps an epoch takes, {@code ⌈N / b⌉}}
     *
     * @param samples N
     * @param batchSize b
     */
    public static long stepsPerEpoch(long samples, long batchSize) {
        return (samples + batchSize - 1) / batchSize;
    }

    /**
     * {@return the mini-batch of a step}
     *
     * @param step number of steps made before it
     */
    public MiniBatch batch(long step) {
        long epoch = step / stepsPerEpoch();
        long from = step % stepsPerEpoch() * batchSize;
        long to = Math.min(from + batchSize, layout.samples());
        Optional<Permutation> order = shuffle
                ? Optional.of(new Permutation(layout.samples(), CounterRandom.of(seed, Stream.SHUFFLING, epoch)))
                : Optional.empty();
        return new MiniBatch(layout, step, epoch, order, from, to);
    }
}
