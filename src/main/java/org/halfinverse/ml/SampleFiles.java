package org.halfinverse.ml;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.io.StoredArray;
import org.halfinverse.samples.DataFiles;

/**
 * Data files as data frames, with the readers of {@code hig train} and {@code hig predict}: the same files give the
 * same numbers to all of them. These readers also know formats that Spark does not read, such as NumPy's.
 */
public final class SampleFiles {
    private static final int ROWS_AT_ONCE = 1024;
    private static final int ROWS_IN_A_PARTITION = 1 << 16;

    private SampleFiles() {}

    /**
     * Opens files. Their numbers are read when the data frame is used, by the executors.
     *
     * @param spark the session
     * @param files where the network inputs lie, and targets and states if there are any
     * @param csv what is known about CSV files
     * @return a data frame with columns {@code input}, {@code state} and {@code target} of vectors, those that are named
     *     alone, in the order of the rows
     * @throws DataException if there is no such file, or the files do not have a row of numbers for each sample
     */
    public static Dataset<Row> read(SparkSession spark, DataFiles files, CsvOptions csv) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Storage storage = SessionStorage.of(context);
        Map<String, Optional<String>> paths = new LinkedHashMap<>();
        paths.put("input", Optional.of(files.inputs()));
        paths.put("state", files.states());
        paths.put("target", files.targets());
        StructType schema = new StructType();
        List<StoredArray> columns = new ArrayList<>();
        for (Map.Entry<String, Optional<String>> component : paths.entrySet()) {
            if (component.getValue().isPresent()) {
                String name = component.getKey();
                long rows = columns.isEmpty() ? -1 : columns.get(0).rows();
                StoredArray column =
                        StoredArray.open(storage, component.getValue().get(), name + "s", name, csv);
                columns.add(StoredArray.requireRows(column, name, Math.toIntExact(column.rowLength()), rows));
                schema = schema.add(name, SQLDataTypes.VectorType(), false);
            }
        }
        List<Long> starts =
                starts(0, columns.get(0).rows(), ROWS_IN_A_PARTITION).toList();
        return spark.createDataFrame(
                context.parallelize(starts, starts.size()).flatMap(start -> rows(columns, start)), schema);
    }

    private static Stream<Long> starts(long from, long to, int distance) {
        return LongStream.iterate(from, start -> start < to, start -> start + distance)
                .boxed();
    }

    private static Iterator<Row> rows(List<StoredArray> columns, long start) {
        long end = Math.min(start + ROWS_IN_A_PARTITION, columns.get(0).rows());
        LongFunction<Stream<Row>> block = from -> rows(columns, from, (int) Math.min(ROWS_AT_ONCE, end - from));
        return starts(start, end, ROWS_AT_ONCE).flatMap(block::apply).iterator();
    }

    private static Stream<Row> rows(List<StoredArray> columns, long from, int count) {
        List<double[]> numbers = columns.stream()
                .map(column -> column.readFiniteRows(from, count))
                .toList();
        return LongStream.range(0, count)
                .mapToObj(row -> RowFactory.create(numbers.stream()
                        .map(column -> vector(column, (int) row, column.length / count))
                        .toArray()));
    }

    private static Object vector(double[] numbers, int row, int width) {
        double[] entries = new double[width];
        System.arraycopy(numbers, row * width, entries, 0, width);
        return Vectors.dense(entries);
    }
}
