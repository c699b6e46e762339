package org.halfinverse.ml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.CsvTable;
import org.halfinverse.io.DataException;
import org.halfinverse.io.ParquetColumn;
import org.halfinverse.io.Storage;
import org.halfinverse.io.StoredArray;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.Simulator;
import org.halfinverse.run.TrainedModel;
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
    static final String CONTROL = "control";
    private static final String OUTPUT = "output";
    static final String LOSS = "loss";

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
            runtime.distribute(problem());
            SparkSession spark = SparkSession.builder().getOrCreate();
            try {
                return SparkFailure.translate(() -> write(predictions(table(spark))));
            } finally {
                SparkSession.clearActiveSession();
                SparkSession.clearDefaultSession();
            }
        }
    }

    private Result write(Dataset<Row> predictions) {
        OutputFormat format = OutputFormat.of(outputs);
        if (!format.isTable()) {
            return new ArrayOutput(storage, outputs, results(), widths()).write(predictions);
        }
        storage.createDirectory(outputs); // which tells, before anything is computed, whether that can be
        TableOutput table = new TableOutput(storage.qualify(outputs), widths());
        boolean written = false;
        try {
            Result result = format == OutputFormat.CSV ? table.writeCsv(predictions) : table.writeParquet(predictions);
            written = true;
            return result;
        } finally { // Spark throws checked exceptions that it does not declare
            if (!written) {
                storage.delete(outputs);
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
        CsvOptions csv = model.config().problem().csv();
        boolean alone = states.isEmpty() && targets.isEmpty();
        if (alone && OutputFormat.of(outputs).isTable() && ParquetColumn.isNamedBy(inputs)) {
            return InputTable.parquet(spark, storage.qualify(inputs), problem, simulate);
        }
        if (alone && OutputFormat.of(outputs).isTable() && CsvTable.isNamedBy(inputs)) {
            return InputTable.csv(spark, storage, inputs, csv, problem, simulate);
        }
        StoredArray input = StoredArray.openRows(storage, inputs, "input", problem.inputSize(), -1, csv);
        return InputTable.arrays(
                spark,
                input,
                states.map(path -> StoredArray.openRows(
                                storage, path, "state", problem.simulator().stateSize(), input.rows(), csv))
                        .orElse(null),
                targets.map(path ->
                                StoredArray.openRows(storage, path, "target", problem.targetSize(), input.rows(), csv))
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
        return RowPredictor.of(model, table.reader(), simulate, simulate, inputs + ": ")
                .appendTo(table.frame(), schema);
    }

    private List<String> results() {
        return simulate ? List.of(CONTROL, OUTPUT, LOSS) : List.of(CONTROL);
    }

    private Problem problem() {
        return model.config().problem().problem();
    }

    /** How many numbers each column of arrays has that is ours. */
    private Map<String, Integer> widths() {
        Simulator simulator = problem().simulator();
        return Map.of(
                "input",
                problem().inputSize(),
                "state",
                simulator.stateSize(),
                "target",
                problem().targetSize(),
                CONTROL,
                simulator.controlSize(),
                OUTPUT,
                simulator.outputSize(),
                LOSS,
                1);
    }
}
