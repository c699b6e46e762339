package org.halfinverse.ml;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.halfinverse.experiment.ConfigurationException;
import org.halfinverse.experiment.TrainedModel;
import org.halfinverse.io.CsvColumns;
import org.halfinverse.io.DataException;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.NpzArchive;
import org.halfinverse.io.ParquetColumn;
import org.halfinverse.io.Storage;
import org.halfinverse.io.StoredArray;
import org.halfinverse.physics.Problem;
import org.halfinverse.spark.SparkFailure;
import org.halfinverse.spark.SparkRuntime;

/**
 * Applies a trained network to a data set in files, and writes what comes out to files.
 *
 * @param model to apply
 * @param storage on which all files lie
 * @param inputs path of the network inputs, in any format of data files
 * @param states path of the initial states, if they are in files of their own
 * @param targets path of the targets, if they are in files of their own
 * @param outputs where to; the end of the name is the format
 * @param simulate whether the simulated outputs and their losses are wanted, too
 */
public record FilePrediction(
        TrainedModel model,
        Storage storage,
        String inputs,
        Optional<String> states,
        Optional<String> targets,
        String outputs,
        boolean simulate) {
    private static final String CONTROL = "control";
    private static final String OUTPUT = "output";
    private static final String LOSS = "loss";
    private static final double NANOS = 1e-9;

    /**
     * Checks what can be checked before anything is read.
     *
     * @param model to apply
     * @param storage on which all files lie
     * @param inputs path of the network inputs
     * @param states path of the initial states, if they are in files of their own
     * @param targets path of the targets, if they are in files of their own
     * @param outputs where to
     * @param simulate whether the simulated outputs and their losses are wanted, too
     * @throws ConfigurationException if the outputs cannot be written so
     */
    public FilePrediction {
        OutputFormat format = OutputFormat.of(outputs);
        if (format == OutputFormat.NPY && simulate) {
            throw new ConfigurationException("--outputs " + outputs
                    + " holds one array, and --simulate makes three: write" + " .npz, .parquet or .csv");
        }
        if (!simulate && (states.isPresent() || targets.isPresent())) {
            throw new ConfigurationException("--states and --targets are for --simulate");
        }
    }

    /**
     * What was done.
     *
     * @param rows N
     * @param seconds from the first row read to the last one written
     * @param meanLoss where there was a simulation
     */
    public record Result(long rows, double seconds, OptionalDouble meanLoss) {
        /**
         * Rows a second.
         *
         * @return N / seconds
         */
        public double throughput() {
            return rows / seconds;
        }
    }

    /**
     * Does it.
     *
     * @param settings of Spark
     * @return what was done
     * @throws DataException if the data are not as they should be, or the outputs are there already
     * @throws ConfigurationException if Spark cannot start
     */
    public Result run(Map<String, String> settings) {
        if (storage.exists(outputs)) {
            throw new DataException(outputs + " is there already: name another one for the outputs, or remove it");
        }
        if (!storage.exists(inputs)) {
            throw new DataException(inputs + " cannot be read: no such file");
        }
        try (SparkRuntime runtime = open(settings)) {
            SparkSession spark = SparkSession.builder().getOrCreate();
            try {
                return SparkFailure.translate(() -> {
                    InputTable table = table(spark);
                    return OutputFormat.of(outputs).isTable() ? writeTable(table) : writeArrays(table);
                });
            } finally {
                SparkSession.clearActiveSession();
                SparkSession.clearDefaultSession();
            }
        }
    }

    private SparkRuntime open(Map<String, String> settings) {
        try {
            return SparkRuntime.open("hig predict: " + model.config().name(), settings);
        } catch (IllegalStateException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    /** With all columns, where they can be kept; else arrays, whose order is that of the rows. */
    private InputTable table(SparkSession spark) {
        Problem problem = problem();
        boolean alone = states.isEmpty() && targets.isEmpty();
        if (alone && OutputFormat.of(outputs).isTable() && ParquetColumn.isNamedBy(inputs)) {
            return InputTable.parquet(spark, storage.qualify(inputs), problem, simulate);
        }
        if (alone && OutputFormat.of(outputs).isTable() && CsvColumns.isNamedBy(inputs)) {
            return InputTable.csv(spark, storage, storage.qualify(inputs), problem, simulate);
        }
        StoredArray input = StoredArray.openRows(storage, inputs, "input", problem.inputSize(), -1);
        return InputTable.arrays(
                spark,
                input,
                states.map(path -> StoredArray.openRows(
                                storage, path, "state", problem.simulator().stateSize(), input.rows()))
                        .orElse(null),
                targets.map(path -> StoredArray.openRows(storage, path, "target", problem.targetSize(), input.rows()))
                        .orElse(null));
    }

    private Dataset<Row> predictions(InputTable table) {
        StructType schema = table.frame().schema().add(CONTROL, SQLDataTypes.VectorType(), false);
        for (String name : table.frame().columns()) {
            if (results().contains(name)) {
                throw new DataException(inputs + " has a column " + name + " already, which is that of a result");
            }
        }
        if (simulate) {
            schema = schema.add(OUTPUT, SQLDataTypes.VectorType(), false).add(LOSS, DataTypes.DoubleType, false);
        }
        RowPredictor predictor =
                new RowPredictor(model.physics(), problem(), model.theta(), table.reader(), simulate, simulate);
        return table.frame().mapPartitions(predictor, Encoders.row(schema));
    }

    private List<String> results() {
        return simulate ? List.of(CONTROL, OUTPUT, LOSS) : List.of(CONTROL);
    }

    private Problem problem() {
        return model.config().problem().problem();
    }

    /** All columns, by all executors. */
    private Result writeTable(InputTable table) {
        Observation counted = new Observation();
        Column rows = org.apache
                .spark
                .sql
                .functions
                .count(org.apache.spark.sql.functions.lit(1))
                .as("rows");
        Dataset<Row> predictions = predictions(table);
        Dataset<Row> observed = simulate
                ? predictions.observe(
                        counted, rows, org.apache.spark.sql.functions.avg(LOSS).as(LOSS))
                : predictions.observe(counted, rows);
        boolean csv = OutputFormat.of(outputs) == OutputFormat.CSV;
        Dataset<Row> columns = observed.select(columns(observed.schema(), csv).toArray(Column[]::new));
        long start = System.nanoTime();
        String path = storage.qualify(outputs);
        if (csv) {
            columns.write().option("header", true).csv(path);
        } else {
            columns.write().parquet(path);
        }
        double seconds = (System.nanoTime() - start) * NANOS;
        Map<String, ?> totals = totals(counted);
        return new Result(
                totals.get("rows") instanceof Long number ? number : 0,
                seconds,
                totals.get(LOSS) instanceof Double mean ? OptionalDouble.of(mean) : OptionalDouble.empty());
    }

    private static Map<String, ?> totals(Observation counted) {
        try {
            return counted.getAsJava();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rows were counted", e);
        }
    }

    /** Vectors as arrays, which all programs read, or one column for each number in CSV, which knows no arrays. */
    private List<Column> columns(StructType schema, boolean flat) {
        List<Column> columns = new ArrayList<>();
        for (StructField field : schema.fields()) {
            Column column = new Column("`" + field.name().replace("`", "``") + "`");
            DataType type = field.dataType();
            Column array =
                    type.equals(SQLDataTypes.VectorType()) ? functions.vector_to_array(column, "float64") : column;
            if (!flat) {
                columns.add(array.as(field.name()));
            } else if (type.equals(SQLDataTypes.VectorType()) || type instanceof ArrayType) {
                int width = width(field.name());
                for (int entry = 0; entry < width; entry++) {
                    columns.add(array.getItem(entry).as(width == 1 ? field.name() : field.name() + "_" + entry));
                }
            } else {
                columns.add(column);
            }
        }
        return columns;
    }

    private int width(String column) {
        return switch (column) {
            case "input" -> problem().inputSize();
            case "state" -> problem().simulator().stateSize();
            case "target" -> problem().targetSize();
            case CONTROL -> problem().simulator().controlSize();
            case OUTPUT -> problem().simulator().outputSize();
            default ->
                throw new DataException("column " + column + " of " + inputs
                        + " is an array, which CSV cannot hold: write .parquet, or leave it out");
        };
    }

    /** The results alone, in the order of the rows. */
    private Result writeArrays(InputTable table) {
        Dataset<Row> results = predictions(table)
                .select(results().stream().map(Column::new).toArray(Column[]::new))
                .persist(StorageLevel.MEMORY_AND_DISK());
        long start = System.nanoTime();
        try {
            long rows = results.count(); // by all executors, before the driver asks for one partition after the other
            MeanLoss mean = new MeanLoss();
            storage.write(outputs, output -> {
                if (OutputFormat.of(outputs) == OutputFormat.NPY) {
                    NpyArray.write(output, numbers(results, CONTROL), rows, width(CONTROL));
                    return;
                }
                NpzArchive archive = new NpzArchive().add(CONTROL, numbers(results, CONTROL), rows, width(CONTROL));
                if (simulate) {
                    archive.add(OUTPUT, numbers(results, OUTPUT), rows, width(OUTPUT));
                    archive.add(LOSS, numbers(results, LOSS), rows);
                }
                archive.writeTo(output);
            });
            double seconds = (System.nanoTime() - start) * NANOS;
            return new Result(
                    rows, seconds, simulate ? OptionalDouble.of(mean.evaluate(results)) : OptionalDouble.empty());
        } finally {
            results.unpersist();
        }
    }

    private static Iterable<double[]> numbers(Dataset<Row> results, String column) {
        return () -> {
            Iterator<Row> rows = results.select(column).toLocalIterator();
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
