package org.halfinverse.samples;

/**
 * Samples that a test has made.
 *
 * @param all in their order
 */
public record GivenSamples(Samples all) implements SampleSource {
    @Override
    public long samples() {
        return all.samples();
    }

    @Override
    public Samples read(long from, int count) {
        return all.range((int) from, (int) from + count);
    }
}
