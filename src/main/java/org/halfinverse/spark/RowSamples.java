package org.halfinverse.spark;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.storage.StorageLevel;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Fingerprint;
import org.halfinverse.jacobian.SampleBlock;
import org.halfinverse.physics.Problem;
import org.halfinverse.train.DataLayout;
import org.halfinverse.train.SampleCompletion;
import org.halfinverse.train.SampleSource;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a distributed table as samples, in the order of its partitions: what stands in row i of the same table in a
 * file is sample i here.
 *
 * <p>The rows are read once, into Spark's memory and disks. Their owner stays in the driver: executors get their rows
 * from Spark, not from here.
 */
public final class RowSamples implements SampleSource, AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final int NUMBERS_AT_ONCE = 1 << 20;

    /** How many samples are fetched at once where the driver wants some. */
    private static final int WINDOW = 1 << 16;

    private final transient JavaSparkContext context;
    private final transient JavaRDD<RowChunks.Chunk> chunks;
    private final transient Rows rows;
    private transient @Nullable Window window;

    private RowSamples(JavaSparkContext context, JavaRDD<RowChunks.Chunk> chunks, Rows rows) {
        this.context = context;
        this.chunks = chunks;
        this.rows = rows;
    }

    /**
     * Reads a table.
     *
     * @param <T> type of its rows
     * @param table the rows
     * @param reader makes numbers of them
     * @param problem derives what the rows leave out
     * @param blocks P of the engine that will use them
     * @return the samples, to be closed when the training has ended
     * @throws DataException if a row cannot be read, with its number, or there are none
     */
    public static <T> RowSamples read(JavaRDD<T> table, SampleRow.Reader<T> reader, Problem problem, int blocks) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(table.context());
        int width = problem.inputSize() + problem.simulator().stateSize() + problem.targetSize();
        int most = Math.max(1, Math.min(NUMBERS_AT_ONCE / width, DataLayout.PIECE * blocks));
        JavaRDD<RowChunks.Chunk> chunks = table.mapPartitions(rows -> new RowChunks<>(reader, rows, most))
                .setName("rows of samples")
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<Count> counts = DescribedJob.run(
                    context, "read rows", () -> chunks.mapPartitions(Count::of).collect());
            return new RowSamples(context, chunks, new Rows(firstRows(counts), problem));
        } catch (RuntimeException e) {
            chunks.unpersist();
            throw e;
        }
    }

    /** Rows of a partition, and what is wrong with the one behind them, or nothing. */
    private record Count(long rows, List<String> fault) implements java.io.Serializable {
        static Iterator<Count> of(Iterator<RowChunks.Chunk> chunks) {
            long rows = 0;
            List<String> fault = List.of();
            while (chunks.hasNext()) {
                RowChunks.Chunk chunk = chunks.next();
                rows += chunk.rows().samples();
                fault = chunk.fault();
            }
            return List.of(new Count(rows, fault)).iterator();
        }
    }

    /** The number of the first row of each partition and, last, of all rows. */
    private static long[] firstRows(List<Count> counts) {
        long[] first = new long[counts.size() + 1];
        for (int partition = 0; partition < counts.size(); partition++) {
            long end = first[partition] + counts.get(partition).rows();
            for (String fault : counts.get(partition).fault()) {
                throw new DataException("row " + end + ": " + fault);
            }
            first[partition + 1] = end;
        }
        if (first[counts.size()] == 0) {
            throw new DataException("the data set has no rows");
        }
        return first;
    }

    @Override
    public long samples() {
        return rows.count();
    }

    @Override
    public SampleBlock read(long from, int count) {
        Window current = window;
        if (current == null || !current.holds(from, count)) {
            current = fetch(from, (int) Math.min(Math.max(count, WINDOW), samples() - from));
            window = current;
        }
        return current.range(from, count);
    }

    /** Samples that the driver has fetched. */
    private record Window(long from, SampleBlock samples) {
        boolean holds(long first, int count) {
            return first >= from && first + count <= from + samples.samples();
        }

        SampleBlock range(long first, int count) {
            int start = Math.toIntExact(first - from);
            return samples.range(start, start + count);
        }
    }

    private Window fetch(long from, int count) {
        long to = from + count;
        JavaRDD<SampleBlock> wanted = blocks().flatMap(block -> {
            int start = (int) Math.max(from - block.indices()[0], 0);
            int end = (int) Math.min(to - block.indices()[0], block.samples());
            return start < end ? List.of(block.range(start, end)).iterator() : Collections.emptyIterator();
        });
        List<SampleBlock> parts = DescribedJob.run(
                context,
                "fetch rows",
                () -> Arrays.stream(wanted.collectPartitions(rows.partitions(from, to)))
                        .flatMap(List::stream)
                        .toList());
        return new Window(from, SampleBlock.concatenated(parts));
    }

    /**
     * A sum over all rows, each with its number, so that it does not depend on partitions.
     *
     * @return hexadecimal digits
     */
    @Override
    public String fingerprint() {
        JavaRDD<BigInteger> sums = blocks().map(RowSamples::sum);
        return DescribedJob.run(context, "fingerprint of the rows", () -> sums.reduce(BigInteger::add))
                .toString(16);
    }

    private static BigInteger sum(SampleBlock block) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < block.samples(); i++) {
            SampleBlock row = block.select(i);
            String hex = new Fingerprint()
                    .add(row.indices()[0])
                    .add(row.inputs())
                    .add(row.states())
                    .add(row.targets())
                    .hex();
            sum = sum.add(new BigInteger(hex, 16));
        }
        return sum;
    }

    /** The samples dealt out to the blocks of a layout. */
    JavaRDD<DataLayout.Part> dealtOut(DataLayout layout) {
        return blocks().flatMap(block -> layout.parts(block.indices()[0], block).iterator());
    }

    /** Consecutive samples, complete and numbered in the whole table. */
    private JavaRDD<SampleBlock> blocks() {
        return chunks.mapPartitionsWithIndex(rows, true);
    }

    @Override
    public void close() {
        chunks.unpersist();
    }

    private void writeObject(ObjectOutputStream stream) throws NotSerializableException {
        throw new NotSerializableException("the rows of a table stay where Spark has them");
    }

    /**
     * Numbers the rows of each partition, and completes them.
     *
     * @param first number of the first row of each partition and, last, of all rows
     * @param problem derives what the rows leave out
     */
    private record Rows(long[] first, Problem problem)
            implements Function2<Integer, Iterator<RowChunks.Chunk>, Iterator<SampleBlock>> {
        long count() {
            return first[first.length - 1];
        }

        /** The partitions with rows in a range. */
        int[] partitions(long from, long to) {
            return IntStream.range(0, first.length - 1)
                    .filter(partition -> first[partition] < to && first[partition + 1] > from)
                    .toArray();
        }

        @Override
        public Iterator<SampleBlock> call(Integer partition, Iterator<RowChunks.Chunk> chunks) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return chunks.hasNext();
                }

                @Override
                public SampleBlock next() {
                    return numbered(partition, chunks.next().rows());
                }
            };
        }

        private SampleBlock numbered(int partition, SampleBlock chunk) {
            long[] numbers = Arrays.stream(chunk.indices())
                    .map(row -> first[partition] + row)
                    .toArray();
            return SampleCompletion.complete(
                    problem, numbers, chunk.inputs(), given(chunk.states()), given(chunk.targets()));
        }

        private static double @Nullable [] given(double[] numbers) {
            return numbers.length == 0 ? null : numbers;
        }
    }
}
