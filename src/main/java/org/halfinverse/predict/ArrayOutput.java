package org.halfinverse.predict;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.NpzArchive;
import org.halfinverse.io.ParquetTableWriter.Column;
import org.halfinverse.io.ParquetTableWriter.Kind;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.run.Prediction;

/**
 * Predictions alone as NumPy arrays in one file, in the order of the rows.
 *
 * @param storage on which the file lies
 * @param path of the file; one that ends with {@code .npz} is an archive of all results, else it is the first one
 * @param predictor computes the results
 */
record ArrayOutput(Storage storage, String path, Predictor predictor) {
    private static final double NANOS = 1e-9;

    FilePrediction.Result write(JavaSparkContext context, long rowsAtOnce) {
        long start = System.nanoTime();
        long rows = predictor.input().rows();
        List<Slice> slices = Slice.of(rows, rowsAtOnce);
        Predictor sent = predictor; // and nothing else
        JavaRDD<double[][]> blocks = context.parallelize(slices, slices.size())
                .flatMap(slice -> blocks(sent, slice))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            // by all executors, before the driver asks for one partition after the other
            List<Double> losses = blocks.mapPartitions(ArrayOutput::loss).collect();
            storage.write(path, output -> {
                if (NpzArchive.isNamedBy(path)) {
                    archive(blocks, rows).writeTo(output);
                } else {
                    NpyArray.write(
                            output,
                            numbers(blocks, 0),
                            shape(predictor.columns().get(0), rows));
                }
            });
            double loss = losses.stream().mapToDouble(Double::doubleValue).sum();
            return new FilePrediction.Result(
                    rows,
                    (System.nanoTime() - start) * NANOS,
                    predictor.simulate() ? OptionalDouble.of(loss / rows) : OptionalDouble.empty());
        } finally {
            blocks.unpersist();
        }
    }

    /** Controls, outputs and losses of some rows at a time. */
    private static Iterator<double[][]> blocks(Predictor predictor, Slice slice) {
        IntFunction<double[][]> block = i -> {
            long from = slice.from() + (long) i * PhysicsModel.MOST_SAMPLES;
            int count = (int) Math.min(PhysicsModel.MOST_SAMPLES, slice.from() + slice.rows() - from);
            Prediction prediction = predictor.predict(from, count);
            return new double[][] {prediction.controls(), prediction.outputs(), prediction.losses()};
        };
        int blocks = Math.toIntExact((slice.rows() + PhysicsModel.MOST_SAMPLES - 1) / PhysicsModel.MOST_SAMPLES);
        return IntStream.range(0, blocks).mapToObj(block).iterator();
    }

    private static Iterator<Double> loss(Iterator<double[][]> blocks) {
        double sum = 0;
        while (blocks.hasNext()) {
            sum += Arrays.stream(blocks.next()[2]).sum();
        }
        return List.of(sum).iterator();
    }

    private NpzArchive archive(JavaRDD<double[][]> blocks, long rows) {
        NpzArchive archive = new NpzArchive();
        for (int i = 0; i < predictor.columns().size(); i++) {
            Column column = predictor.columns().get(i);
            archive.add(column.name(), numbers(blocks, i), shape(column, rows));
        }
        return archive;
    }

    /** (N,) of losses, (N, width) of the others. */
    private long[] shape(Column column, long rows) {
        return column.kind() == Kind.NUMBER ? new long[] {rows} : new long[] {rows, predictor.width(column.name())};
    }

    private static Iterable<double[]> numbers(JavaRDD<double[][]> blocks, int result) {
        return () -> {
            Iterator<double[][]> all = blocks.toLocalIterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public double[] next() {
                    return all.next()[result];
                }
            };
        };
    }
}
