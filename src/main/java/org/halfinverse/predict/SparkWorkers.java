package org.halfinverse.predict;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/**
 * Works on rows in the executors of Spark, one task a slice.
 *
 * @param context the connection
 */
record SparkWorkers(JavaSparkContext context) implements Workers {
    @Override
    public int cores() {
        return context.defaultParallelism();
    }

    @Override
    public <R> List<R> each(List<Slice> slices, Work<R> work) {
        return context.parallelize(slices, slices.size())
                .map(slice -> work.on(slice, TaskContext.get().taskAttemptId()))
                .collect();
    }

    @Override
    public Kept keep(List<Slice> slices, Predictor predictor) {
        JavaRDD<double[][]> blocks = context.parallelize(slices, slices.size())
                .flatMap(predictor::blocks)
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            // by all executors, before the driver asks for one partition after the other
            double losses = blocks
                    .mapPartitions(rows -> List.of(Predictor.lossSum(rows)).iterator())
                    .collect()
                    .stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            return new Persisted(blocks, losses);
        } catch (Exception e) { // also the checked SparkException, which Scala does not declare
            blocks.unpersist();
            throw e;
        }
    }

    private record Persisted(JavaRDD<double[][]> blocks, double lossSum) implements Kept {
        @Override
        public Iterator<double[][]> iterator() {
            return blocks.toLocalIterator();
        }

        @Override
        public void close() {
            blocks.unpersist();
        }
    }
}
