package org.halfinverse.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.storage.StorageLevel;
import org.halfinverse.jacobian.SampleBlock;
import org.halfinverse.train.DataLayout;
import org.halfinverse.train.SampleSource;
import scala.Tuple2;

/**
 * A data set as a cached RDD with exactly one partition a block of its layout, each a sequence of stored pieces.
 *
 * <p>Executors read consecutive stripes, cut them, and one shuffle brings every piece to its block, so that no
 * machine ever holds or reads all of it.
 *
 * @param source where the samples come from
 * @param layout which sample stands where
 * @param pieces partition k holds block k, its pieces in order
 */
record SampleRdd(SampleSource source, DataLayout layout, JavaRDD<SampleBlock> pieces) {
    /**
     * Loads a data set into the executors' memory and disks.
     *
     * @param context to load with
     * @param name for Spark's storage page
     * @param source the samples
     * @param blocks P
     * @return the loaded data set
     * @throws org.halfinverse.io.DataException if a sample is not as it should be
     */
    static SampleRdd load(JavaSparkContext context, String name, SampleSource source, int blocks) {
        DataLayout layout = new DataLayout(source.samples(), blocks);
        List<Integer> stripes = IntStream.range(0, layout.stripes()).boxed().toList();
        JavaRDD<SampleBlock> pieces = context.parallelize(stripes, Math.min(stripes.size(), blocks))
                .flatMapToPair(new StripeReader(source, layout))
                .repartitionAndSortWithinPartitions(new BlockPartitioner(blocks))
                .values()
                .setName(name)
                .persist(StorageLevel.MEMORY_AND_DISK());
        DescribedJob.run(context, "load " + name, pieces::count);
        return new SampleRdd(source, layout, pieces);
    }

    /** Lets go of the samples, those in memory and those of the shuffle that brought them there. */
    void release() {
        pieces.unpersist();
        pieces.rdd().cleanShuffleDependencies(false);
    }

    /** Block in the high half, stripe in the low one: sorting by key puts a block's pieces in order. */
    private static long key(int block, int stripe) {
        return (long) block << Integer.SIZE | stripe;
    }

    private record StripeReader(SampleSource source, DataLayout layout)
            implements PairFlatMapFunction<Integer, Long, SampleBlock> {
        @Override
        public Iterator<Tuple2<Long, SampleBlock>> call(Integer stripe) {
            List<SampleBlock> cut = layout.readStripe(source, stripe);
            List<Tuple2<Long, SampleBlock>> keyed = new ArrayList<>(cut.size());
            for (int block = 0; block < cut.size(); block++) {
                keyed.add(new Tuple2<>(key(block, stripe), cut.get(block)));
            }
            return keyed.iterator();
        }
    }

    private static final class BlockPartitioner extends Partitioner {
        private static final long serialVersionUID = 1L;

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
