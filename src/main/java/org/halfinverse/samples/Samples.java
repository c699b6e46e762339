package org.halfinverse.samples;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Some samples side by side, each array sample-major.
 *
 * @param indices number of each sample in its data set, B
 * @param inputs network inputs s, B × inputSize
 * @param states initial states x, B × stateSize
 * @param targets ŷ, B × targetSize
 */
public record Samples(long[] indices, double[] inputs, double[] states, double[] targets) implements Serializable {
    /** Checks that every array holds whole samples. {@inheritDoc} */
    public Samples {
        requireWhole("inputs", inputs, indices.length);
        requireWhole("states", states, indices.length);
        requireWhole("targets", targets, indices.length);
    }

    /** {@return number of samples B} */
    public int samples() {
        return indices.length;
    }

    /**
     * Every n-th sample: the share of one block of a data set that is dealt out like cards.
     *
     * @param first position of the first one
     * @param n distance to the next
     * @return the samples at {@code first, first + n, …}
     */
    public Samples everyNth(int first, int n) {
        int[] positions =
                IntStream.iterate(first, i -> i < samples(), i -> i + n).toArray();
        return select(positions);
    }

    /**
     * {@return some of the samples, in that order}
     *
     * @param positions which
     */
    public Samples select(int... positions) {
        long[] selected = new long[positions.length];
        for (int i = 0; i < positions.length; i++) {
            selected[i] = indices[positions[i]];
        }
        return new Samples(selected, rows(inputs, positions), rows(states, positions), rows(targets, positions));
    }

    /**
     * {@return consecutive samples}
     *
     * @param from position of the first one
     * @param to position behind the last one
     */
    public Samples range(int from, int to) {
        return select(IntStream.range(from, to).toArray());
    }

    /**
     * {@return samples one behind the other}
     *
     * @param blocks with entries of the same widths, at least one
     */
    public static Samples concatenated(List<Samples> blocks) {
        return new Samples(
                blocks.stream()
                        .flatMapToLong(block -> Arrays.stream(block.indices))
                        .toArray(),
                joined(blocks, Samples::inputs),
                joined(blocks, Samples::states),
                joined(blocks, Samples::targets));
    }

    private static double[] joined(List<Samples> blocks, Function<Samples, double[]> part) {
        int length = blocks.stream().mapToInt(block -> part.apply(block).length).sum();
        double[] all = new double[length];
        int position = 0;
        for (Samples block : blocks) {
            double[] values = part.apply(block);
            System.arraycopy(values, 0, all, position, values.length);
            position += values.length;
        }
        return all;
    }

    private double[] rows(double[] values, int[] positions) {
        int width = values.length / samples();
        double[] result = new double[positions.length * width];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(values, positions[i] * width, result, i * width, width);
        }
        return result;
    }

    private static void requireWhole(String name, double[] values, int samples) {
        if (samples == 0 ? values.length != 0 : values.length % samples != 0) {
            throw new IllegalArgumentException(name + " has " + values.length + " entries for " + samples + " samples");
        }
    }
}
