package org.halfinverse.predict;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.io.TableFiles;
import org.halfinverse.physics.Problem;
import org.halfinverse.run.TrainedModel;
import org.halfinverse.spark.SparkFailure;
import org.halfinverse.spark.SparkRuntime;

/**
 * Applies a trained network to a data set in files, and writes what comes out to files.
 *
 * @param model to apply
 * @param storage on which all files lie
 * @param inputs path of the network inputs, in any format of data files, or a pattern of such paths
 * @param pattern whether it is a pattern
 * @param states path of the initial states, if they are in files of their own
 * @param targets path of the targets, if they are in files of their own
 * @param outputs where to; the end of the name is the format
 * @param simulate whether the simulated outputs and their losses are wanted, too
 */
public record FilePrediction(
        TrainedModel model,
        Storage storage,
        String inputs,
        boolean pattern,
        Optional<String> states,
        Optional<String> targets,
        String outputs,
        boolean simulate) {
    private static final long MOST_ROWS_IN_A_TASK = 1 << 18;
    private static final long LEAST_ROWS_IN_A_TASK = 4096;
    private static final Pattern RESULT = Pattern.compile("(control|output)(_\\d+)?|loss");

    /**
     * Checks what can be checked before anything is read. {@inheritDoc}
     *
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
        /** {@return rows a second} */
        public double throughput() {
            return rows / seconds;
        }
    }

    /**
     * Reads the inputs, applies the network, and writes the results. Where Spark would run in this process and have one task,
     * this thread does it, else Spark.
     *
     * @param settings of Spark
     * @return what was done
     * @throws DataException if the data are not as they should be, or the outputs are there already
     * @throws ConfigurationException if Spark cannot start
     */
    public Result run(Map<String, String> settings) {
        requireFiles();
        Inputs table = table();
        if (table.input().rows() <= LEAST_ROWS_IN_A_TASK && SparkRuntime.isWithinThisProcess(settings)) {
            return write(table, new ThisThread());
        }
        try (SparkRuntime runtime = open(settings)) {
            return run(table, JavaSparkContext.fromSparkContext(SparkContext.getOrCreate()));
        }
    }

    /**
     * Does it with a connection to Spark that is there already.
     *
     * @param context the connection, which stays open
     * @return what was done
     * @throws DataException if the data are not as they should be, or the outputs are there already
     */
    public Result run(JavaSparkContext context) {
        requireFiles();
        return run(table(), context);
    }

    private Result run(Inputs table, JavaSparkContext context) {
        SparkRuntime.distribute(context.sc(), problem());
        return SparkFailure.translate(() -> write(table, new SparkWorkers(context)));
    }

    private Inputs table() {
        return Inputs.open(
                storage, pattern ? TableFiles.matching(storage, inputs) : TableFiles.of(storage, inputs), this);
    }

    private void requireFiles() {
        if (storage.exists(outputs)) {
            throw new DataException(outputs + " already exists: name another one for the outputs, or remove it");
        }
        if (!pattern && !storage.exists(inputs)) {
            throw new DataException(inputs + " cannot be read: no such file");
        }
    }

    private SparkRuntime open(Map<String, String> settings) {
        try {
            return SparkRuntime.open("hig predict: " + model.config().name(), settings);
        } catch (IllegalStateException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    private Result write(Inputs table, Workers workers) {
        OutputFormat format = OutputFormat.of(outputs);
        Predictor predictor = new Predictor(
                model.physics(), problem(), model.theta(), table.input(), table.state(), table.target(), simulate);
        long rows = rowsInATask(table.input().rows(), workers.cores());
        if (!format.isTable()) {
            return new ArrayOutput(storage, outputs, predictor).write(workers, rows);
        }
        requireFreeNames(table.carried());
        storage.createDirectory(outputs); // which tells, before anything is computed, whether that can be
        boolean written = false;
        try {
            Result result = new TableOutput(storage, storage.qualify(outputs), format, table.carried(), predictor)
                    .write(workers, rows);
            written = true;
            return result;
        } finally { // Spark throws checked exceptions that it does not declare
            if (!written) {
                storage.delete(outputs);
            }
        }
    }

    /** Some tasks for each core, so that all have work to the end. */
    private static long rowsInATask(long rows, int cores) {
        long some = Math.max(LEAST_ROWS_IN_A_TASK, (rows + 4L * cores - 1) / (4L * cores));
        return Math.min(MOST_ROWS_IN_A_TASK, some);
    }

    private void requireFreeNames(Carried carried) {
        for (String name : carried.names()) {
            if (RESULT.matcher(name.strip()).matches()) {
                throw new DataException(inputs + " has a column " + name + ", the name of a result: rename it");
            }
        }
    }

    Problem problem() {
        return model.config().problem().problem();
    }
}
