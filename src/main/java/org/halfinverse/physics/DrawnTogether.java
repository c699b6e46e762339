package org.halfinverse.physics;

/** A problem that draws whole samples by their numbers, many at once, instead of one input after the other. */
public interface DrawnTogether extends Problem {
    /**
     * Draws samples. Each depends on its number and the seed alone.
     *
     * @param numbers of the samples in their data set, B
     * @param seed of the data set, not negative
     * @param inputs overwritten with s, B × inputSize
     * @param states overwritten with x, B × stateSize
     * @param targets overwritten with ŷ, B × targetSize
     */
    void draw(long[] numbers, long seed, double[] inputs, double[] states, double[] targets);
}
