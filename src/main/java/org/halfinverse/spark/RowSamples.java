package org.halfinverse.spark;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.storage.StorageLevel;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Fingerprint;
import org.halfinverse.physics.Problem;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.samples.RowSelection;
import org.halfinverse.samples.SampleCompletion;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a distributed table as samples, in the order of its partitions: what stands in row i of the same table in a
 * file is sample i here.
 *
 * <p>The rows are read once, into Spark's memory and disks. If Spark loses some and computes them anew, they must be
 * the same as before; otherwise the training ends with a sentence that says so. Their owner stays in the driver:
 * executors get their rows from Spark, not from here.
 */
public final class RowSamples implements SampleSource, AutoCloseable {
    private static final int NUMBERS_AT_ONCE = 1 << 20;

    /** How many samples are fetched at once where the driver wants some. */
    private static final int WINDOW = 1 << 16;

    private final transient JavaSparkContext context;
    private final transient JavaRDD<RowChunks.Chunk> chunks;
    private final transient Rows rows;
    private transient @Nullable Window window;
    private transient @Nullable String fingerprint;

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
     * @throws IllegalStateException if Spark's serializer cannot carry samples, with a sentence for the user
     */
    public static <T> RowSamples read(JavaRDD<T> table, SampleRow.Reader<T> reader, Problem problem, int blocks) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(table.context());
        SparkRuntime.requireCarriesSamples(context.getConf());
        int width = problem.inputSize() + problem.simulator().stateSize() + problem.targetSize();
        int most = Math.max(1, Math.min(NUMBERS_AT_ONCE / width, DataLayout.PIECE * blocks));
        JavaRDD<RowChunks.Chunk> chunks = table.mapPartitions(rows -> new RowChunks<>(reader, rows, most))
                .setName("rows of samples")
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<RowCount> counts = DescribedJob.run(
                    context,
                    "read rows",
                    () -> chunks.mapPartitions(RowCount::of).collect());
            return new RowSamples(
                    context, chunks, new Rows(firstRows(counts), counts.toArray(RowCount[]::new), problem, null));
        } catch (RuntimeException e) {
            chunks.unpersist();
            throw e;
        }
    }

    /** The number of the first row of each partition and, last, of all rows. */
    private static long[] firstRows(List<RowCount> counts) {
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
        return rows.size();
    }

    /** The same rows in Spark's memory; closing one of these data sets closes all. */
    @Override
    public RowSamples selected(RowSelection selection) {
        if (rows.selection() != null) {
            throw new IllegalStateException("these rows are a selection already");
        }
        return new RowSamples(context, chunks, new Rows(rows.first(), rows.counts(), rows.problem(), selection));
    }

    @Override
    public Samples read(long from, int count) {
        Window current = window;
        if (current == null || !current.holds(from, count)) {
            current = fetch(from, (int) Math.min(Math.max(count, WINDOW), samples() - from));
            window = current;
        }
        return current.range(from, count);
    }

    /** Samples that the driver has fetched. */
    private record Window(long from, Samples samples) {
        boolean holds(long first, int count) {
            return first >= from && first + count <= from + samples.samples();
        }

        Samples range(long first, int count) {
            int start = Math.toIntExact(first - from);
            return samples.range(start, start + count);
        }
    }

    private Window fetch(long from, int count) {
        long to = from + count;
        JavaRDD<Samples> wanted = runs().flatMap(run -> {
            int start = (int) Math.max(from - run.first(), 0);
            int end = (int) Math.min(to - run.first(), run.samples().samples());
            return start < end ? List.of(run.samples().range(start, end)).iterator() : Collections.emptyIterator();
        });
        List<Samples> parts = DescribedJob.run(
                context,
                "fetch rows",
                () -> Arrays.stream(wanted.collectPartitions(rows.partitions(from, to)))
                        .flatMap(List::stream)
                        .toList());
        return new Window(from, Samples.concatenated(parts));
    }

    /**
     * {@return a sum over all rows, each with its number, so that it does not depend on partitions, in hexadecimal
     * digits; found once}
     */
    @Override
    public String fingerprint() {
        String known = fingerprint;
        if (known == null) {
            JavaRDD<BigInteger> sums = runs().map(run -> sum(run.samples()));
            known = DescribedJob.run(context, "fingerprint of the rows", () -> sums.reduce(BigInteger::add))
                    .toString(16);
            fingerprint = known;
        }
        return known;
    }

    private static BigInteger sum(Samples block) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < block.samples(); i++) {
            Samples row = block.select(i);
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
        return runs().flatMap(run -> layout.parts(run.first(), run.samples()).iterator());
    }

    private JavaRDD<Run> runs() {
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
     * Consecutive samples.
     *
     * @param first number of the first one among those that are selected
     * @param samples complete, with the numbers of their rows
     */
    private record Run(long first, Samples samples) implements Serializable {}

    /**
     * Numbers the rows of each partition, selects among them and completes them.
     *
     * @param first number of the first row of each partition and, last, of all rows
     * @param counts what each partition had in it
     * @param problem derives what the rows leave out
     * @param selection which rows are wanted, or null for all
     */
    private record Rows(
            long[] first,
            RowCount[] counts,
            Problem problem,
            @Nullable RowSelection selection) implements Function2<Integer, Iterator<RowChunks.Chunk>, Iterator<Run>> {
        /** Number of samples. */
        long size() {
            return selection == null ? first[first.length - 1] : selection.size();
        }

        /** The partitions with samples in a range. */
        int[] partitions(long from, long to) {
            return IntStream.range(0, first.length - 1)
                    .filter(partition -> rank(first[partition]) < to && rank(first[partition + 1]) > from)
                    .toArray();
        }

        /** How many samples stand before a row. */
        private long rank(long row) {
            return selection == null ? row : selection.rank(row);
        }

        @Override
        public Iterator<Run> call(Integer partition, Iterator<RowChunks.Chunk> chunks) {
            Iterable<RowChunks.Chunk> all = () -> counts[partition].again(partition, chunks);
            return StreamSupport.stream(all.spliterator(), false)
                    .map(chunk -> wanted(first[partition], chunk.rows()))
                    .filter(chunk -> chunk.samples() > 0)
                    .map(this::completed)
                    .iterator();
        }

        /** Those of a chunk that are selected, with the numbers of their rows in the whole table. */
        private Samples wanted(long firstRow, Samples chunk) {
            long[] numbers =
                    Arrays.stream(chunk.indices()).map(row -> firstRow + row).toArray();
            Samples numbered = new Samples(numbers, chunk.inputs(), chunk.states(), chunk.targets());
            return selection == null || numbers.length == 0
                    ? numbered
                    : numbered.select(selection.positions(numbers[0], numbers.length));
        }

        private Run completed(Samples chunk) {
            return new Run(
                    rank(chunk.indices()[0]),
                    SampleCompletion.complete(
                            problem, chunk.indices(), chunk.inputs(), given(chunk.states()), given(chunk.targets())));
        }

        private static double @Nullable [] given(double[] numbers) {
            return numbers.length == 0 ? null : numbers;
        }
    }
}
