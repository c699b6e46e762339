package org.halfinverse.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.halfinverse.jacobian.SampleBlock;

/** A data set that shows where its samples went: sample i has input (i, −i), no state, and target 2 i. */
record NumberedSamples(long samples) implements SampleSource {
    @Override
    public SampleBlock read(long from, int count) {
        assertTrue(0 <= from && 1 <= count && from + count <= samples, "only what is there may be read");
        return block(LongStream.range(from, from + count).toArray());
    }

    /** That a block holds exactly these samples, whole and in this order. */
    static void assertHolds(long[] indices, SampleBlock block) {
        SampleBlock expected = block(indices);
        assertArrayEquals(expected.indices(), block.indices());
        assertArrayEquals(expected.inputs(), block.inputs());
        assertArrayEquals(expected.states(), block.states());
        assertArrayEquals(expected.targets(), block.targets());
    }

    private static SampleBlock block(long[] indices) {
        double[] numbers = LongStream.of(indices).mapToDouble(i -> i).toArray();
        double[] inputs =
                DoubleStream.of(numbers).flatMap(i -> DoubleStream.of(i, -i)).toArray();
        double[] targets = DoubleStream.of(numbers).map(i -> 2 * i).toArray();
        return new SampleBlock(indices, inputs, new double[0], targets);
    }
}
