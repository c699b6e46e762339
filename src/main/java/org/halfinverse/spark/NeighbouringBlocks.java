package org.halfinverse.spark;

import java.io.Serializable;
import org.apache.spark.Partition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;

/**
 * Lets one task compute neighbouring blocks one after the other. Their number is a power of two, so that they are whole
 * branches of the tree in which results are merged, and the largest for which no core has more blocks to compute than
 * before.
 *
 * @param size blocks of a task
 */
record NeighbouringBlocks(int size) implements PartitionCoalescer, Serializable {
    /**
     * {@return the same elements in the same order, a task at a time} A task runs where its first block is stored.
     *
     * @param blocks one a partition
     */
    static <T> JavaRDD<T> together(JavaRDD<T> blocks) {
        int count = blocks.getNumPartitions();
        NeighbouringBlocks neighbours = of(count, blocks.context().defaultParallelism());
        return blocks.rdd()
                .coalesce(neighbours.tasks(count), false, Option.apply(neighbours), null)
                .toJavaRDD();
    }

    /**
     * {@return the blocks of each task}
     *
     * @param blocks P
     * @param cores that compute them at a time
     */
    static NeighbouringBlocks of(int blocks, int cores) {
        int most = 1;
        for (int size = 2; size <= blocks; size *= 2) {
            if (rounds(blocks, size, cores) * size <= rounds(blocks, 1, cores)) {
                most = size;
            }
        }
        return new NeighbouringBlocks(most);
    }

    private static int rounds(int blocks, int size, int cores) {
        return quotient(quotient(blocks, size), cores);
    }

    private static int quotient(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    /**
     * {@return the number of tasks}
     *
     * @param blocks P
     */
    int tasks(int blocks) {
        return quotient(blocks, size);
    }

    @Override
    public PartitionGroup[] coalesce(int maxPartitions, RDD<?> parent) {
        Partition[] blocks = parent.partitions();
        PartitionGroup[] groups = new PartitionGroup[tasks(blocks.length)];
        for (int block = 0; block < blocks.length; block++) {
            if (block % size == 0) {
                groups[block / size] = new PartitionGroup(Option.empty());
            }
            groups[block / size].partitions().$plus$eq(blocks[block]);
        }
        return groups;
    }
}
