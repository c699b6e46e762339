package org.halfinverse.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.halfinverse.spectral.LinearizedBatch.Merge;
import org.halfinverse.spectral.OrderedTree;
import scala.Tuple2;

/**
 * Merges the results of all blocks in the executors, two neighbours at a time, in the order of {@link OrderedTree}: the
 * same bits however tasks are scheduled, which Spark's own {@code treeReduce} does not promise. A task merges its blocks
 * before anything travels, so that there is about one result for each core. The last two are the driver's to merge, which
 * saves a stage.
 */
final class TreeReduction {
    private TreeReduction() {}

    /**
     * {@return the reduction but for its last merge: an RDD of one element, or of two in order}
     *
     * @param results one element a partition, in block order
     * @param merge of an earlier and a later result
     */
    static <R extends Serializable> JavaRDD<R> of(JavaRDD<R> results, Merge<R> merge) {
        JavaRDD<R> level = NeighbouringBlocks.together(results)
                .mapPartitions(
                        parts -> List.of(OrderedTree.<R>reduce(parts, merge::apply))
                                .iterator(),
                        true);
        for (int count = level.getNumPartitions(); count > 2; count = (count + 1) / 2) {
            JavaPairRDD<Integer, Numbered<R>> pairs = JavaPairRDD.fromJavaRDD(
                            level.mapPartitionsWithIndex(new Pairing<R>(), true))
                    .partitionBy(new HashPartitioner((count + 1) / 2));
            level = pairs.values().mapPartitionsWithIndex(new Merging<>(merge), true);
        }
        return level;
    }

    /** A result with its place. */
    private record Numbered<R extends Serializable>(int place, R result) implements Serializable {}

    /** Keys are partition numbers of the next level: a {@code HashPartitioner} leaves small integers as they are. */
    private static final class Pairing<R extends Serializable>
            implements Function2<Integer, Iterator<R>, Iterator<Tuple2<Integer, Numbered<R>>>> {
        @Override
        public Iterator<Tuple2<Integer, Numbered<R>>> call(Integer place, Iterator<R> result) {
            return List.of(new Tuple2<>(place / 2, new Numbered<>(place, result.next())))
                    .iterator();
        }
    }

    private record Merging<R extends Serializable>(Merge<R> merge)
            implements Function2<Integer, Iterator<Numbered<R>>, Iterator<R>> {
        @Override
        public Iterator<R> call(Integer place, Iterator<Numbered<R>> results) {
            List<Numbered<R>> neighbours = new ArrayList<>(2);
            results.forEachRemaining(neighbours::add);
            neighbours.sort(Comparator.comparingInt(Numbered::place));
            R merged = neighbours.get(0).result;
            for (Numbered<R> later : neighbours.subList(1, neighbours.size())) {
                merged = merge.apply(merged, later.result);
            }
            return List.of(merged).iterator();
        }
    }
}
