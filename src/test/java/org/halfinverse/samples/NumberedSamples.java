package org.halfinverse.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** A data set that shows where its samples went: sample i has input (i, −i), no state, and target 2 i. */
record NumberedSamples(long samples) implements SampleSource {
    @Override
    public Samples read(long from, int count) {
        assertTrue(0 <= from && 1 <= count && from + count <= samples, "only what is there may be read");
        return block(LongStream.range(from, from + count).toArray());
    }

    /** That a block holds exactly these samples, whole and in this order. */
    static void assertHolds(long[] indices, Samples block) {
        Samples expected = block(indices);
        assertArrayEquals(expected.indices(), block.indices());
        assertArrayEquals(expected.inputs(), block.inputs());
        assertArrayEquals(expected.states(), block.states());
        assertArrayEquals(expected.targets(), block.targets());
    }

    private static Samples block(long[] indices) {
        double[] numbers = LongStream.of(indices).mapToDouble(i -> i).toArray();
        double[] inputs =
                DoubleStream.of(numbers).flatMap(i -> DoubleStream.of(i, -i)).toArray();
        double[] targets = DoubleStream.of(numbers).map(i -> 2 * i).toArray();
        return new Samples(indices, inputs, new double[0], targets);
    }
}
