package org.halfinverse.ml;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.NpzArchive;
import org.halfinverse.io.Storage;

/**
 * Predictions alone as NumPy arrays in one file, in the order of the rows.
 *
 * @param storage on which the file lies
 * @param path of the file; one that ends with {@code .npz} is an archive of all results, else it is the first one
 * @param results names of the columns with results
 * @param widths how many numbers they have, by their names
 */
record ArrayOutput(Storage storage, String path, List<String> results, Map<String, Integer> widths) {
    private static final double NANOS = 1e-9;

    FilePrediction.Result write(Dataset<Row> predictions) {
        Dataset<Row> columns = predictions
                .select(results.stream().map(Column::new).toArray(Column[]::new))
                .persist(StorageLevel.MEMORY_AND_DISK());
        long start = System.nanoTime();
        try {
            long rows = columns.count(); // by all executors, before the driver asks for one partition after the other
            storage.write(path, output -> {
                if (NpzArchive.isNamedBy(path)) {
                    archive(columns, rows).writeTo(output);
                } else {
                    NpyArray.write(output, numbers(columns, results.get(0)), shape(results.get(0), rows));
                }
            });
            double seconds = (System.nanoTime() - start) * NANOS;
            OptionalDouble mean = results.contains(FilePrediction.LOSS)
                    ? OptionalDouble.of(
                            new MeanLoss().setLossCol(FilePrediction.LOSS).evaluate(columns))
                    : OptionalDouble.empty();
            return new FilePrediction.Result(rows, seconds, mean);
        } finally {
            columns.unpersist();
        }
    }

    private NpzArchive archive(Dataset<Row> columns, long rows) {
        NpzArchive archive = new NpzArchive();
        for (String name : results) {
            archive.add(name, numbers(columns, name), shape(name, rows));
        }
        return archive;
    }

    /** (N,) of losses, (N, width) of the others. */
    private long[] shape(String name, long rows) {
        return name.equals(FilePrediction.LOSS)
                ? new long[] {rows}
                : new long[] {rows, Objects.requireNonNull(widths.get(name))};
    }

    private static Iterable<double[]> numbers(Dataset<Row> columns, String name) {
        return () -> {
            Iterator<Row> rows = columns.select(name).toLocalIterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public double[] next() {
                    Object value = rows.next().get(0);
                    return value instanceof Vector vector ? vector.toArray() : new double[] {(Double) value};
                }
            };
        };
    }
}
