package org.halfinverse.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.CsvTable;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.io.StoredArray;
import org.halfinverse.physics.Problem;
import org.halfinverse.spark.SampleRow;
import org.jspecify.annotations.Nullable;

/**
 * A data set in files as a data frame, and where the samples stand in it.
 *
 * @param frame its rows
 * @param reader of their samples
 */
record InputTable(Dataset<Row> frame, SampleRow.Reader<Row> reader) {
    private static final String INPUT = "input";
    private static final String STATE = "state";
    private static final String TARGET = "target";
    private static final long MOST_ROWS_IN_A_PARTITION = 1 << 18;
    private static final int ROWS_AT_ONCE = 4096;

    /**
     * A Parquet table with all its columns.
     *
     * @param spark session that reads it
     * @param path any Hadoop path
     * @param problem with the widths
     * @param whole whether states and targets are wanted where the table has them
     * @return the table
     * @throws org.halfinverse.io.DataException if there is no such column of numbers
     */
    static InputTable parquet(SparkSession spark, String path, Problem problem, boolean whole) {
        Dataset<Row> frame = spark.read().parquet(path);
        StructType schema = frame.schema();
        List<String> names = Arrays.asList(schema.fieldNames());
        SampleColumns columns = new SampleColumns(
                SampleColumns.NumbersColumn.of(schema, INPUT, problem.inputSize()),
                whole && names.contains(STATE)
                        ? Optional.of(SampleColumns.NumbersColumn.of(
                                schema, STATE, problem.simulator().stateSize()))
                        : Optional.empty(),
                whole && names.contains(TARGET)
                        ? Optional.of(SampleColumns.NumbersColumn.of(schema, TARGET, problem.targetSize()))
                        : Optional.empty());
        return new InputTable(frame, columns.reader());
    }

    /**
     * A CSV table with all its columns, each as the text that it is.
     *
     * @param spark session that reads it
     * @param storage on which it lies
     * @param path any Hadoop path
     * @param told what is known about the files
     * @param problem with the widths
     * @param whole whether states and targets are wanted where the table has them
     * @return the table
     * @throws DataException if it is no CSV, or does not have these columns
     */
    static InputTable csv(
            SparkSession spark, Storage storage, String path, CsvOptions told, Problem problem, boolean whole) {
        CsvTable table = CsvTable.open(storage, path, told);
        Dataset<Row> frame = spark.read()
                .option("header", !table.names().isEmpty())
                .option("sep", String.valueOf((char) table.format().separator()))
                .option("multiLine", true)
                .csv(storage.qualify(path));
        String[] names = frame.columns();
        return new InputTable(
                frame,
                Numbers.reader(
                        text(table, INPUT, problem.inputSize(), names),
                        whole && table.names(STATE)
                                ? text(table, STATE, problem.simulator().stateSize(), names)
                                : null,
                        whole && table.names(TARGET) ? text(table, TARGET, problem.targetSize(), names) : null));
    }

    private static TextColumns text(CsvTable table, String component, int width, String[] names) {
        int[] columns = table.columns(component);
        if (columns.length != width) {
            throw new DataException(table.path() + " has shape (" + table.rows() + ", " + columns.length + "), where "
                    + component + "s of shape (N, " + width + ") are needed");
        }
        return new TextColumns(names, columns);
    }

    /**
     * Arrays in files side by side, in their order, each a column.
     *
     * @param spark session in which they are read
     * @param input s of all samples
     * @param state x of all samples, if it is given
     * @param target ŷ of all samples, if it is given
     * @return the table, with columns {@code input}, {@code state} and {@code target}
     */
    static InputTable arrays(
            SparkSession spark, StoredArray input, @Nullable StoredArray state, @Nullable StoredArray target) {
        StructType schema = new StructType();
        List<StoredArray> arrays = new ArrayList<>();
        List<SampleColumns.@Nullable NumbersColumn> columns = new ArrayList<>();
        String[] names = {INPUT, STATE, TARGET};
        StoredArray[] all = {input, state, target};
        for (int i = 0; i < all.length; i++) {
            StoredArray array = all[i];
            if (array == null) {
                columns.add(null);
                continue;
            }
            columns.add(new SampleColumns.NumbersColumn(names[i], arrays.size(), (int) array.rowLength()));
            arrays.add(array);
            schema = schema.add(names[i], DataTypes.createArrayType(DataTypes.DoubleType, false), false);
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        long rows = input.rows();
        int partitions = partitions(rows, context.defaultParallelism());
        JavaRDD<Row> read = context.parallelize(
                        IntStream.range(0, partitions).boxed().toList(), partitions)
                .flatMap(partition ->
                        new StoredRows(arrays, rows * partition / partitions, rows * (partition + 1) / partitions));
        return new InputTable(
                spark.createDataFrame(read, schema),
                Numbers.reader(java.util.Objects.requireNonNull(columns.get(0)), columns.get(1), columns.get(2)));
    }

    /** Some for each core, so that all have work to the end. */
    private static int partitions(long rows, int cores) {
        long least = (rows + MOST_ROWS_IN_A_PARTITION - 1) / MOST_ROWS_IN_A_PARTITION;
        long some = Math.min(4L * cores, (rows + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE);
        return Math.toIntExact(Math.max(least, some));
    }

    /** Rows of arrays side by side, read some at a time. */
    private static final class StoredRows implements Iterator<Row> {
        private final List<StoredArray> arrays;
        private final long end;
        private long next;
        private List<double[]> read = List.of();
        private int position;
        private int count;

        StoredRows(List<StoredArray> arrays, long from, long end) {
            this.arrays = arrays;
            this.next = from;
            this.end = end;
        }

        @Override
        public boolean hasNext() {
            return position < count || next < end;
        }

        @Override
        public Row next() {
            if (position == count) {
                count = (int) Math.min(ROWS_AT_ONCE, end - next);
                read = arrays.stream()
                        .map(array -> array.readFiniteRows(next, count))
                        .toList();
                next += count;
                position = 0;
            }
            Object[] values = read.stream().map(this::row).toArray();
            position++;
            return RowFactory.create(values);
        }

        private double[] row(double[] numbers) {
            int width = numbers.length / count;
            return Arrays.copyOfRange(numbers, position * width, (position + 1) * width);
        }
    }
}
