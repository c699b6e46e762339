package org.halfinverse.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import scala.Tuple2;

/**
 * A data set as a cached RDD with exactly one partition a block of its layout, each a sequence of stored pieces.
 *
 * <p>Executors read consecutive stripes, or have the rows of a table, cut them, and one shuffle brings every piece to its
 * block, so that no machine ever holds or reads all of it.
 *
 * @param source where the samples come from
 * @param layout which sample stands where
 * @param pieces partition k holds block k, its pieces in order
 */
record SampleRdd(SampleSource source, DataLayout layout, JavaRDD<Samples> pieces) {
    /**
     * {@return a data set, loaded into the executors' memory and disks}
     *
     * @param context to load with
     * @param name for Spark's storage page
     * @param source the samples
     * @param blocks P
     * @throws org.halfinverse.io.DataException if a sample is not as it should be
     */
    static SampleRdd load(JavaSparkContext context, String name, SampleSource source, int blocks) {
        DataLayout layout = new DataLayout(source.samples(), blocks);
        JavaRDD<DataLayout.Part> parts =
                source instanceof RowSamples rows ? rows.dealtOut(layout) : readStripes(context, source, layout);
        JavaRDD<Samples> pieces = parts.mapToPair(part -> new Tuple2<>(key(part.block(), part.slot()), part))
                .repartitionAndSortWithinPartitions(new BlockPartitioner(blocks))
                .mapPartitions(WholePieces::new)
                .setName(name)
                .persist(StorageLevel.MEMORY_AND_DISK());
        // Stored where a task will merge them.
        DescribedJob.run(context, "load " + name, NeighbouringBlocks.together(pieces)::count);
        return new SampleRdd(source, layout, pieces);
    }

    private static JavaRDD<DataLayout.Part> readStripes(
            JavaSparkContext context, SampleSource source, DataLayout layout) {
        List<Integer> stripes = IntStream.range(0, layout.stripes()).boxed().toList();
        return context.parallelize(stripes, Math.min(stripes.size(), layout.blocks()))
                .flatMap(stripe -> layout.readStripe(source, stripe).iterator());
    }

    /** Lets go of the samples, those in memory and those of the shuffle that brought them there. */
    void release() {
        pieces.unpersist();
        pieces.rdd().cleanShuffleDependencies(false);
    }

    /** Block in the high half, place in it in the low one: sorting by key puts a block's samples in order. */
    private static long key(int block, long slot) {
        return (long) block << Integer.SIZE | slot;
    }

    /** Puts the parts of pieces together; a piece that came whole stays as it is. */
    private static final class WholePieces implements Iterator<Samples> {
        private final Iterator<Tuple2<Long, DataLayout.Part>> parts;
        private Optional<DataLayout.Part> ahead;

        WholePieces(Iterator<Tuple2<Long, DataLayout.Part>> parts) {
            this.parts = parts;
            ahead = following();
        }

        private Optional<DataLayout.Part> following() {
            return parts.hasNext() ? Optional.of(parts.next()._2()) : Optional.empty();
        }

        @Override
        public boolean hasNext() {
            return ahead.isPresent();
        }

        @Override
        public Samples next() {
            long piece = ahead.orElseThrow().piece();
            List<Samples> all = new ArrayList<>();
            while (ahead.isPresent() && ahead.get().piece() == piece) {
                all.add(ahead.get().samples());
                ahead = following();
            }
            return all.size() == 1 ? all.get(0) : Samples.concatenated(all);
        }
    }

    private static final class BlockPartitioner extends Partitioner {
        private final int blocks;

        BlockPartitioner(int blocks) {
            this.blocks = blocks;
        }

        @Override
        public int numPartitions() {
            return blocks;
        }

        @Override
        public int getPartition(Object key) {
            return (int) ((Long) key >>> Integer.SIZE);
        }
    }
}
