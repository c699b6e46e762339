package org.halfinverse.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.DataException;
import org.halfinverse.io.FullFileSystem;
import org.halfinverse.io.FullFileSystem.Failure;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.NpzArchive;
import org.halfinverse.io.ParquetFiles;
import org.halfinverse.io.Storage;
import org.halfinverse.io.StoredArray;
import org.halfinverse.predict.FilePrediction;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.Prediction;
import org.halfinverse.run.TrainedModel;
import org.halfinverse.samples.SampleCompletion;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Predictions from files of each format to files of each: the results are those of the model, bit for bit, and all that stood
 * beside the inputs is there, as Spark's own readers see it.
 */
@ExtendWith(LocalSession.class)
class PredictionsBetweenFormatsIT {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final List<String> FORMATS = List.of("csv", "parquet", "npy", "npz");
    private static final int ROWS = 7;
    private static final int WIDTH = 2;
    private static final String NOTE = " no \"te\", x";

    /** Zero with a sign, the smallest number and what no short text gives. */
    private static final double[] INPUTS =
            numbers(-0.0, Double.MIN_VALUE, 1.0 / 3.0, -Math.nextUp(0.1), 0x1p-1060, 1e22, 123_456_789.123_456_78, 5);

    private static final double[] STATES = numbers(0.7, -0.7, 1e-17, 2);
    private static final double[] TARGETS = numbers(1e-300, 0.1, 0.2, 0.30000000000000004);

    @TempDir
    private static Path files;

    private static TrainedModel model;
    private static Prediction expected;

    @TempDir
    private Path directory;

    private static double[] numbers(double... numbers) {
        return IntStream.range(0, ROWS * WIDTH)
                .mapToDouble(i -> numbers[i % numbers.length])
                .toArray();
    }

    @BeforeAll
    static void write() throws IOException {
        String conf = files.resolve("a.conf").toString();
        STORAGE.writeText(conf, """
            problem { type = oscillators-linear, masses = 1, steps = 3, samples = 8 }
            network.hidden = [4]
            training { batch-size = 8, max-steps = 1 }
            execution.mode = driver
            output.directory = %s
            """.formatted(files.resolve("run")));
        new Experiment(ExperimentConfig.load(STORAGE, conf, List.of()), STORAGE)
                .train(new TrainingListener() {}, warning -> {});
        model = TrainedModel.read(STORAGE, files.resolve("run").toString());
        long[] rows = IntStream.range(0, ROWS).asLongStream().toArray();
        expected = Prediction.of(
                model.physics(),
                model.theta(),
                SampleCompletion.complete(model.config().problem().problem(), rows, INPUTS, STATES, TARGETS),
                true,
                true);
        array("inputs", INPUTS);
        array("states", STATES);
        array("targets", TARGETS);
        STORAGE.write(
                file("all.npz"),
                output -> new NpzArchive()
                        .add("targets", TARGETS, ROWS, WIDTH)
                        .add("inputs", INPUTS, ROWS, WIDTH)
                        .add("states", STATES, ROWS, WIDTH)
                        .writeTo(output));
        csv();
        parquet();
    }

    private static void array(String name, double... numbers) {
        STORAGE.write(file(name + ".npy"), output -> NpyArray.write(output, numbers, ROWS, WIDTH));
    }

    private static String file(String name) {
        return files.resolve(name).toString();
    }

    private static String note(int row) {
        return row == 3 ? " \"quo\\ted\",\n" : " caf\u00e9 " + row + "\\";
    }

    private static void csv() throws IOException {
        String header = quoted(NOTE) + ",target_0,target_1,input_1,input_0,state_0,state_1\n";
        String records = IntStream.range(0, ROWS)
                .mapToObj(row -> quoted(note(row))
                        + Stream.of(
                                        TARGETS[2 * row],
                                        TARGETS[2 * row + 1],
                                        INPUTS[2 * row + 1],
                                        INPUTS[2 * row],
                                        STATES[2 * row],
                                        STATES[2 * row + 1])
                                .map(number -> "," + number)
                                .collect(Collectors.joining())
                        + "\n")
                .collect(Collectors.joining());
        Files.writeString(files.resolve("all.csv"), header + records);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static void parquet() throws IOException {
        String lists = Stream.of("target", "input", "state")
                .map(name -> "required group " + name + " (LIST) { repeated group list { required double element; } } ")
                .collect(Collectors.joining());
        ParquetFiles.write(
                files.resolve("all.parquet"),
                "message m { required binary note (STRING); required int64 id; " + lists + "}",
                writer -> IntStream.range(0, ROWS)
                        .forEach(row -> writer.row(group -> {
                            group.append("note", note(row)).append("id", Long.MAX_VALUE - row);
                            list(group.addGroup("target"), TARGETS, row);
                            list(group.addGroup("input"), INPUTS, row);
                            list(group.addGroup("state"), STATES, row);
                        })));
    }

    private static void list(Group list, double[] numbers, int row) {
        list.addGroup(0).append("element", numbers[2 * row]);
        list.addGroup(0).append("element", numbers[2 * row + 1]);
    }

    static Stream<Arguments> pairs() {
        return FORMATS.stream().flatMap(from -> FORMATS.stream().map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void resultsAreTheModelsAndAllElseIsKept(String from, String to) {
        boolean simulate = !to.equals("npy");
        String outputs = directory.resolve("y." + to).toString();
        FilePrediction.Result result = new FilePrediction(
                        model,
                        STORAGE,
                        file(from.equals("npy") ? "inputs.npy" : "all." + from),
                        false,
                        besides(from, "states", simulate),
                        besides(from, "targets", simulate),
                        outputs,
                        simulate)
                .run(context());
        assertEquals(ROWS, result.rows());
        assertEquals(
                simulate ? OptionalDouble.of(Arrays.stream(expected.losses()).sum() / ROWS) : OptionalDouble.empty(),
                result.meanLoss());
        if (to.equals("csv") || to.equals("parquet")) {
            assertEquals(kept(from), table(outputs, to));
            return;
        }
        assertArrayEquals(expected.controls(), read(outputs, "control"));
        if (simulate) {
            assertArrayEquals(expected.outputs(), read(outputs, "output"));
            assertArrayEquals(expected.losses(), read(outputs, "loss"));
        }
    }

    /** At the first, a middle and the last write, by two tasks in a table. */
    @ParameterizedTest
    @CsvSource({"csv, ERROR", "parquet, CHECKED", "npy, UNCHECKED", "npz, ERROR"})
    void aDiskThatBecomesFullWhileTheyAreWrittenLeavesNothing(String format, Failure how) {
        Storage disk = new Storage(Map.of("fs.full.impl", FullFileSystem.class.getName()));
        int rows = 6000;
        String inputs = directory.resolve("x.npy").toString();
        STORAGE.write(inputs, output -> NpyArray.write(output, new double[rows * WIDTH], rows, WIDTH));
        String outputs = directory.resolve("y." + format).toString();
        FilePrediction prediction = new FilePrediction(
                model, disk, inputs, false, Optional.empty(), Optional.empty(), "full:" + outputs, false);
        try {
            FullFileSystem.fill(path -> path.contains("y." + format), Integer.MAX_VALUE, how);
            prediction.run(context());
            int writes = FullFileSystem.writes();
            disk.delete(outputs);
            for (int before : new int[] {1, writes / 2, writes - 1}) {
                FullFileSystem.fill(path -> path.contains("y." + format), before, how);
                DataException full = assertThrows(DataException.class, () -> prediction.run(context()));
                assertTrue(String.valueOf(full.getMessage()).endsWith("No space left on device"), full.getMessage());
                assertFalse(STORAGE.exists(outputs));
            }
        } finally {
            FullFileSystem.empty();
        }
        assertEquals(rows, prediction.run(context()).rows());
    }

    private static JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(LocalSession.spark().sparkContext());
    }

    /** States and targets are columns of tables, and arrays by themselves. */
    private static Optional<String> besides(String from, String name, boolean simulate) {
        return switch (from) {
            case "npy" -> Optional.of(file(name + ".npy")).filter(file -> simulate);
            case "npz" -> Optional.of(file("all.npz")).filter(file -> simulate);
            default -> Optional.empty();
        };
    }

    private static double[] read(String outputs, String name) {
        return StoredArray.open(STORAGE, outputs, name, name, CsvOptions.NONE).readRows(0, ROWS);
    }

    /** All columns, one for each number: what was there, and the results behind. */
    private static Map<String, List<String>> kept(String from) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        switch (from) {
            case "csv" -> {
                columns.put(NOTE, texts(PredictionsBetweenFormatsIT::note));
                add(columns, "target", TARGETS, 0, 1);
                add(columns, "input", INPUTS, 1, 0);
                add(columns, "state", STATES, 0, 1);
            }
            case "parquet" -> {
                columns.put("note", texts(PredictionsBetweenFormatsIT::note));
                columns.put("id", texts(row -> String.valueOf(Long.MAX_VALUE - row)));
                add(columns, "target", TARGETS, 0, 1);
                add(columns, "input", INPUTS, 0, 1);
                add(columns, "state", STATES, 0, 1);
            }
            default -> {
                add(columns, "input", INPUTS, 0, 1);
                add(columns, "state", STATES, 0, 1);
                add(columns, "target", TARGETS, 0, 1);
            }
        }
        add(columns, "control", expected.controls(), 0, 1, 2);
        add(columns, "output", expected.outputs(), 0, 1);
        columns.put("loss", texts(row -> String.valueOf(expected.losses()[row])));
        return columns;
    }

    private static List<String> texts(IntFunction<String> text) {
        return IntStream.range(0, ROWS).mapToObj(text).toList();
    }

    private static void add(Map<String, List<String>> columns, String name, double[] numbers, int... entries) {
        int width = numbers.length / ROWS;
        for (int entry : entries) {
            columns.put(name + "_" + entry, texts(row -> String.valueOf(numbers[row * width + entry])));
        }
    }

    /** What Spark reads, lists taken apart. */
    private static Map<String, List<String>> table(String path, String format) {
        Dataset<Row> table = format.equals("parquet")
                ? LocalSession.spark().read().parquet(path)
                : LocalSession.spark()
                        .read()
                        .options(Map.of("header", "true", "escape", "\"", "multiLine", "true"))
                        .csv(path);
        Map<String, List<String>> columns = new LinkedHashMap<>();
        for (Row row : table.collectAsList()) {
            for (int column = 0; column < row.size(); column++) {
                String name = table.columns()[column];
                if (row.get(column) instanceof scala.collection.Seq<?>) {
                    List<Double> numbers = row.getList(column);
                    for (int entry = 0; entry < numbers.size(); entry++) {
                        columns.computeIfAbsent(name + "_" + entry, key -> new ArrayList<>())
                                .add(String.valueOf(numbers.get(entry)));
                    }
                } else {
                    columns.computeIfAbsent(name, key -> new ArrayList<>()).add(String.valueOf(row.get(column)));
                }
            }
        }
        return columns;
    }
}
