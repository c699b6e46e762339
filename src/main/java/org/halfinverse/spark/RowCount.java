package org.halfinverse.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.halfinverse.io.DataException;
import org.halfinverse.samples.Samples;

/**
 * What a partition had in it when it was read first.
 *
 * @param rows how many
 * @param digest of their numbers, in their order
 * @param fault what is wrong with the row behind them, or nothing
 */
record RowCount(long rows, long digest, List<String> fault) implements Serializable {
    private static final long FACTOR = 1_000_003;
    private static final RowCount NOTHING = new RowCount(0, 0, List.of());

    /** Counts the rows of a partition. */
    static Iterator<RowCount> of(Iterator<RowChunks.Chunk> chunks) {
        RowCount count = NOTHING;
        while (chunks.hasNext()) {
            count = count.plus(chunks.next());
        }
        return List.of(count).iterator();
    }

    private RowCount plus(RowChunks.Chunk chunk) {
        Samples block = chunk.rows();
        long more = digest;
        for (double[] numbers : List.of(block.inputs(), block.states(), block.targets())) {
            more = FACTOR * more + Arrays.hashCode(numbers);
        }
        return new RowCount(rows + block.samples(), more, chunk.fault());
    }

    /**
     * The same partition read again.
     *
     * @param partition its number, for the message
     * @param chunks as they come now
     * @return the chunks; behind the last one it throws a {@link DataException} if they are not what they were
     */
    Iterator<RowChunks.Chunk> again(int partition, Iterator<RowChunks.Chunk> chunks) {
        return new Iterator<>() {
            private RowCount count = NOTHING;

            @Override
            public boolean hasNext() {
                if (chunks.hasNext()) {
                    return true;
                }
                if (!count.equals(RowCount.this)) {
                    throw new DataException("partition " + partition + " of the data frame had " + rows
                            + " rows, and now it has "
                            + (count.rows == rows ? "others" : String.valueOf(count.rows))
                            + ": Spark has lost them and computed them anew, with another result; write the data frame to"
                            + " a file, or call checkpoint() on it, before it is fitted");
                }
                return false;
            }

            @Override
            public RowChunks.Chunk next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                RowChunks.Chunk chunk = chunks.next();
                count = count.plus(chunk);
                return chunk;
            }
        };
    }
}
