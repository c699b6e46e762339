package org.halfinverse.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.halfinverse.io.DataException;
import org.halfinverse.samples.Samples;

/**
 * Gathers the rows of one partition, in order, some at a time. The first row that cannot be read ends them.
 *
 * @param <T> type of the rows
 */
final class RowChunks<T> implements Iterator<RowChunks.Chunk> {
    private final SampleRow.Reader<T> reader;
    private final Iterator<T> rows;
    private final int most;
    private long next;
    private boolean ended;

    /**
     * The chunks of a partition.
     *
     * @param reader of the rows
     * @param rows of the partition
     * @param most rows of a chunk
     */
    RowChunks(SampleRow.Reader<T> reader, Iterator<T> rows, int most) {
        this.reader = reader;
        this.rows = rows;
        this.most = most;
    }

    /**
     * Consecutive rows.
     *
     * @param rows numbered within their partition; states or targets are empty if the table has none
     * @param fault what is wrong with the row behind them, or nothing
     */
    record Chunk(Samples rows, List<String> fault) implements Serializable {}

    @Override
    public boolean hasNext() {
        return !ended && rows.hasNext();
    }

    @Override
    public Chunk next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        long first = next;
        Gathered inputs = new Gathered();
        Gathered states = new Gathered();
        Gathered targets = new Gathered();
        List<String> fault = List.of();
        while (rows.hasNext() && next - first < most && fault.isEmpty()) {
            try {
                SampleRow row = reader.read(rows.next());
                inputs.add(row.input());
                states.add(row.state() == null ? Gathered.NOTHING : row.state());
                targets.add(row.target() == null ? Gathered.NOTHING : row.target());
                next++;
            } catch (DataException e) {
                fault = List.of(String.valueOf(e.getMessage()));
                ended = true;
            }
        }
        long[] numbers = new long[(int) (next - first)];
        Arrays.setAll(numbers, i -> first + i);
        return new Chunk(new Samples(numbers, inputs.all(), states.all(), targets.all()), fault);
    }

    /** Numbers that are added up to one array. */
    private static final class Gathered {
        private static final double[] NOTHING = new double[0];

        private double[] numbers = NOTHING;
        private int size;

        void add(double[] more) {
            if (size + more.length > numbers.length) {
                numbers = Arrays.copyOf(numbers, Math.max(2 * numbers.length, size + more.length));
            }
            System.arraycopy(more, 0, numbers, size, more.length);
            size += more.length;
        }

        double[] all() {
            return Arrays.copyOf(numbers, size);
        }
    }
}
