package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.NpzArray;
import org.halfinverse.io.ParquetColumn;
import org.halfinverse.io.Storage;
import org.halfinverse.io.StoredArray;
import org.halfinverse.run.TrainedModel;
import org.halfinverse.samples.SampleCompletion;
import org.halfinverse.samples.Samples;
import org.halfinverse.spark.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions from files to files, compared with those of the network and the simulator by themselves. */
@ExtendWith(LocalSpark.class)
class PredictCommandIT {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final int ROWS = 5000;

    @TempDir
    private static Path trained;

    private static String run;
    private static double[] inputs;
    private static double[] controls;
    private static double[] outputs;
    private static double[] losses;

    @TempDir
    private Path directory;

    @BeforeAll
    static void train() {
        run = trained.resolve("run").toString();
        assertEquals(
                0,
                Command.hig(
                                "train",
                                "conf/oscillators-linear.conf",
                                "--set",
                                "training.max-steps=5",
                                "--set",
                                "network.standardize-inputs=true",
                                "--set",
                                "problem.samples=500",
                                "--set",
                                "execution.mode=driver",
                                "--output",
                                run)
                        .exitCode());
        TrainedModel model = TrainedModel.read(STORAGE, run);
        int width = model.physics().network().inputSize();
        inputs = new double[ROWS * width];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = Math.sin(0.7 * i);
        }
        long[] numbers = new long[ROWS];
        Samples samples = SampleCompletion.complete(model.config().problem().problem(), numbers, inputs, null, null);
        controls = model.physics().network().outputs(model.theta(), ROWS, inputs);
        outputs = model.physics().simulate(samples, controls);
        losses = model.physics().lossesOf(samples, outputs);
        STORAGE.write(path("x.npy"), output -> NpyArray.write(output, inputs, ROWS, width));
    }

    private static String path(String name) {
        return trained.resolve(name).toString();
    }

    private String predict(String from, String name, String... more) {
        String file = directory.resolve(name).toString();
        List<String> arguments = new ArrayList<>(List.of("predict", run, "--inputs", from, "--outputs", file));
        arguments.addAll(List.of(more));
        Command outcome = Command.hig(arguments.toArray(String[]::new));
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().contains("5,000 rows in "), outcome.out());
        assertTrue(outcome.out().contains(" rows a second"), outcome.out());
        return file;
    }

    /** The network's matrix products are of another size here. */
    private static void assertSame(double[] expected, StoredArray actual) {
        assertEquals(ROWS, actual.rows());
        double[] numbers = actual.readRows(0, ROWS);
        assertArrayEquals(expected, numbers, 1e-13);
    }

    @Test
    void controlsAreWrittenAsOneArrayInTheOrderOfTheInputs() {
        NpyArray written = NpyArray.open(STORAGE, predict(path("x.npy"), "y.npy"));
        assertEquals(List.of((long) ROWS, (long) controls.length / ROWS), written.shape());
        assertSame(controls, written);
    }

    @Test
    void aSimulationAddsOutputsAndLosses() {
        String file = predict(path("x.npy"), "y.npz", "--simulate");
        assertSame(controls, NpzArray.open(STORAGE, file, "control"));
        assertSame(outputs, NpzArray.open(STORAGE, file, "output"));
        assertSame(losses, NpzArray.open(STORAGE, file, "loss"));
    }

    /** A table of one file, whose rows have an order; back in an array they are the same bits as straight from one. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "csv"})
    void tablesKeepTheirColumns(String format) {
        String table = table(format);
        String simulated = predict(table, "simulated." + format, "--simulate");
        assertSame(inputs, StoredArray.open(STORAGE, simulated, "inputs", "input", CsvOptions.NONE));
        if (format.equals("parquet")) {
            assertSame(controls, ParquetColumn.open(STORAGE, simulated, "control"));
            assertSame(outputs, ParquetColumn.open(STORAGE, simulated, "output"));
            assertSame(losses, ParquetColumn.open(STORAGE, simulated, "loss"));
        }
        SparkSession spark = session();
        Dataset<Row> written = format.equals("csv")
                ? spark.read().option("header", true).csv(simulated)
                : spark.read().parquet(simulated);
        assertEquals("note 7", written.collectAsList().get(7).getAs("a note, quoted"));
        assertEquals("a note, quoted", written.columns()[0]);
        spark.stop();
        assertArrayEquals(bytes(predict(path("x.npy"), "direct.npy")), bytes(predict(table, "around.npy")));
    }

    private String table(String format) {
        String file = directory.resolve("table." + format).toString();
        int width = inputs.length / ROWS;
        List<Row> rows = new ArrayList<>();
        StructType schema = new StructType().add("a note, quoted", "string");
        for (int i = 0; i < ROWS; i++) {
            List<Object> values = new ArrayList<>(List.of("note " + i));
            if (format.equals("csv")) {
                for (int k = 0; k < width; k++) {
                    values.add(inputs[i * width + k]);
                }
            } else {
                values.add(Arrays.copyOfRange(inputs, i * width, (i + 1) * width));
            }
            rows.add(RowFactory.create(values.toArray()));
        }
        if (format.equals("csv")) {
            for (int k = 0; k < width; k++) {
                schema = schema.add("input_" + k, "double");
            }
        } else {
            schema = schema.add("input", "array<double>");
        }
        SparkSession spark = session();
        Dataset<Row> frame = spark.createDataFrame(rows, schema).coalesce(1);
        if (format.equals("csv")) {
            frame.write().option("header", true).csv(file);
        } else {
            frame.write().parquet(file);
        }
        spark.stop();
        return file;
    }

    private static SparkSession session() {
        return SparkSession.builder()
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
    }

    @Test
    void statesAndTargetsMayBeFilesOfTheirOwn() {
        int width = inputs.length / ROWS;
        double[] targets = new double[outputs.length];
        STORAGE.write(path("targets.npy"), output -> NpyArray.write(output, targets, ROWS, outputs.length / ROWS));
        String file = predict(
                path("x.npy"), "y.npz", "--simulate", "--targets", path("targets.npy"), "--states", path("x.npy"));
        assertSame(outputs, NpzArray.open(STORAGE, file, "output"));
        double[] squares = new double[ROWS];
        for (int i = 0; i < outputs.length; i++) {
            squares[i / (outputs.length / ROWS)] += outputs[i] * outputs[i];
        }
        assertSame(squares, NpzArray.open(STORAGE, file, "loss"));
        assertTrue(width > 1);
    }

    /** Batches of rows are other ones, results are not. */
    @Test
    void theNumberOfThreadsDoesNotMatter() {
        String two = predict(path("x.npy"), "two.npy");
        LocalSpark.use("local[1]");
        String one = predict(path("x.npy"), "one.npy");
        assertArrayEquals(bytes(two), bytes(one));
    }

    @Test
    void refusesWithOneSentence() throws IOException {
        String there = directory.resolve("there.npy").toString();
        Files.writeString(Path.of(there), "mine");
        refused(4, "there.npy already exists", run, path("x.npy"), there);
        assertEquals("mine", Files.readString(Path.of(there)));
        refused(4, "none.npy cannot be read: no such file", run, path("none.npy"), out("y.npy"));
        refused(4, "holds no trained model", directory.toString(), path("x.npy"), out("y.npy"));
        refused(2, "does not end with one of .npy, .npz, .parquet, .csv", run, path("x.npy"), out("y.txt"));
        refused(2, "--simulate makes three", run, path("x.npy"), out("y.npy"), "--simulate");
        refused(2, "are for --simulate", run, path("x.npy"), out("y.npz"), "--states", path("x.npy"));
        refused(4, "has shape (3, 2), but inputs of shape (N, ", run, array("narrow.npy", 3, 2, 0), out("y.npy"));
        refused(
                4,
                "nan.npy has NaN in row 4, column 1; all numbers must be finite",
                run,
                array("nan.npy", 6, inputs.length / ROWS, Double.NaN),
                out("y.npz"));
        Files.writeString(directory.resolve("a.csv"), "input_0,input_1,input_2,input_3\n1,2,3,4\n1,2,x,4\n");
        refused(4, "input_2", run, directory.resolve("a.csv").toString(), out("y.csv"));
        assertFalse(Files.exists(directory.resolve("y.npz")), "nothing half-written");
        assertFalse(Files.exists(directory.resolve("y.csv")), "nothing half-written");
        Files.writeString(directory.resolve("file"), "");
        for (String name : new String[] {"file/y.npy", "file/y.parquet"}) {
            refused(4, "cannot be ", run, path("x.npy"), out(name));
        }
    }

    private String out(String name) {
        return directory.resolve(name).toString();
    }

    private String array(String name, int rows, int width, double odd) {
        double[] numbers = new double[rows * width];
        if (rows > 4) {
            numbers[4 * width + 1] = odd;
        }
        STORAGE.write(out(name), output -> NpyArray.write(output, numbers, rows, width));
        return out(name);
    }

    private static void refused(int code, String part, String run, String from, String to, String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of("predict", run, "--inputs", from, "--outputs", to), Stream.of(more))
                .toList();
        Command.hig(arguments.toArray(String[]::new)).refused(code, part);
    }

    private static byte[] bytes(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
