package org.halfinverse.jacobian;

import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;

/**
 * A data set of the samples of {@link Models}.
 *
 * @param first number that the first sample has there
 * @param samples N
 * @param broken samples whose states are not numbers
 */
public record ModelSamples(long first, long samples, long... broken) implements SampleSource {
    /** The first N. */
    public static ModelSamples first(long samples, long... broken) {
        return new ModelSamples(0, samples, broken);
    }

    @Override
    public Samples read(long from, int count) {
        Samples block = Models.samples(first + from, count);
        for (long sample : broken) {
            if (from <= sample && sample < from + count) {
                block.states()[(int) (sample - from)] = Double.NaN;
            }
        }
        return block;
    }
}
