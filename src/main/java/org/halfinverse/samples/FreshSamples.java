package org.halfinverse.samples;

import org.halfinverse.physics.Problem;
import org.halfinverse.random.Stream;

/**
 * Samples that are drawn anew for every epoch: sample i of epoch e is number {@code e N + i} of all that there will ever
 * be. What belongs to an epoch follows from its number alone, so that none but the current one needs to be stored.
 *
 * @param problem what is drawn
 * @param seed of the experiment
 * @param samples N of each epoch
 * @param epoch e
 */
public record FreshSamples(Problem problem, long seed, long samples, long epoch) implements SampleSource {
    @Override
    public Samples read(long from, int count) {
        return new GeneratedSamples(problem, seed, Stream.TRAINING_SAMPLES, Math.multiplyExact(epoch + 1, samples))
                .read(epoch * samples + from, count);
    }

    @Override
    public SampleSource inEpoch(long other) {
        return other == epoch ? this : new FreshSamples(problem, seed, samples, other);
    }
}
