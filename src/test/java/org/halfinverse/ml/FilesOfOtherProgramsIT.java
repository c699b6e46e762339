package org.halfinverse.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.DataException;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.ParquetColumn;
import org.halfinverse.io.Storage;
import org.halfinverse.predict.FilePrediction;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.TrainedModel;
import org.halfinverse.samples.DataFiles;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same twelve rows as NumPy, pandas, Python, pyarrow, polars, Arrow, DuckDB, Papa Parse and Spark write them, made by
 * scripts/dev/data-files: a training, a prediction and the Estimator see the same bits in all of them.
 */
@ExtendWith(LocalSession.class)
class FilesOfOtherProgramsIT {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final Path FILES = Path.of("src/test/resources/writers");
    private static final int ROWS = 12;
    private static final List<String> NOTES = List.of(
            "plain",
            "a \"quoted\" word",
            "comma, semicolon; tab\t",
            "two\nlines",
            " blanks ",
            "C:\\back\\",
            "café",
            "");

    @TempDir
    private static Path trained;

    private static TrainedModel model;

    /** θ of a training on what was written, by its kind. */
    private static final Map<String, double[]> TRAINED = new HashMap<>();

    @TempDir
    private Path directory;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.sorted().collect(Collectors.toCollection(ArrayList::new));
        }
    }

    @BeforeAll
    static void train() {
        Path run = trained.resolve("run");
        experiment(FILES.resolve("real-numpy-float64.npy"), ROWS, run).train(new TrainingListener() {}, warning -> {});
        model = TrainedModel.read(STORAGE, run.toString());
    }

    private static Experiment experiment(Path inputs, int rows, Path run) {
        String conf = trained.resolve("a.conf").toString();
        STORAGE.writeText(conf, """
            problem { type = oscillators-linear, masses = 1, steps = 3 }
            network.hidden = [4]
            training { max-steps = 1 }
            execution { mode = driver, blocks = 2 }
            """);
        List<String> settings =
                List.of("output.directory=" + run, "problem.data.inputs=" + inputs, "training.batch-size=" + rows);
        return new Experiment(ExperimentConfig.load(STORAGE, conf, settings), STORAGE);
    }

    /** θ after a step on all rows of a file. */
    private double[] trainedOn(Path inputs, int rows) {
        return experiment(inputs, rows, directory.resolve("run"))
                .fit(new TrainingListener() {})
                .model()
                .theta();
    }

    /** θ after the same step on an array of these numbers. */
    private double[] trainedOn(double... inputs) {
        int rows = inputs.length / 2;
        Path array = directory.resolve("expected.npy");
        STORAGE.write(array.toString(), output -> NpyArray.write(output, inputs, rows, 2));
        return trainedOn(array, rows);
    }

    /** What the program that wrote a file has put into a row. */
    private static DoubleStream inputs(String kind, int row) {
        double first = (row - 5) / 7.0;
        double second = 1.0 / (row + 3);
        return switch (kind) {
            case "real" -> DoubleStream.of(first, second);
            case "float" -> DoubleStream.of((float) first, (float) second);
            case "sixteenth" -> DoubleStream.of((row - 5) / 16.0, (row + 3) / 16.0);
            case "whole" -> DoubleStream.of(row - 5, 3 * row);
            case "count" -> DoubleStream.of(row, 3 * row);
            default -> DoubleStream.of(row % 2, row % 3 == 0 ? 1 : 0);
        };
    }

    private static String kind(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.indexOf('-'));
    }

    private static double[] expected(String kind) {
        return IntStream.range(0, ROWS)
                .boxed()
                .flatMapToDouble(row -> inputs(kind, row))
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("files")
    void giveTheSameBitsToATrainingAndAPrediction(Path file) throws IOException {
        if (file.toString().contains("brotli")) {
            refused(file);
            return;
        }
        double[] expected = expected(kind(file));
        assertArrayEquals(controls(expected), predicted(file));
        assertArrayEquals(TRAINED.computeIfAbsent(kind(file), kind -> trainedOn(expected)), trainedOn(file, ROWS));
    }

    /** The rows of all of them are one data frame, which takes Spark less time than each by itself. */
    @Test
    void giveTheSameBitsToADataFrameAndTheEstimator() throws IOException {
        List<Path> files = files();
        files.removeIf(file -> file.toString().contains("brotli"));
        Dataset<Row> frame = LocalSession.spark()
                .createDataFrame(union(files), frame(files.get(0)).schema());
        List<Row> rows = frame.collectAsList();
        for (int i = 0; i < files.size(); i++) {
            assertArrayEquals(
                    expected(kind(files.get(i))),
                    rows.subList(ROWS * i, ROWS * (i + 1)).stream()
                            .flatMapToDouble(row -> DoubleStream.of(((Vector) row.get(0)).toArray()))
                            .toArray(),
                    files.get(i).toString());
        }
        double[] all = files.stream()
                .flatMapToDouble(file -> DoubleStream.of(expected(kind(file))))
                .toArray();
        assertArrayEquals(
                trainedOn(all),
                new HalfInverseGradientTrainer()
                        .setProblem("oscillators-linear")
                        .setProblemParameters("masses = 1, steps = 3")
                        .setHiddenLayers(new int[] {4})
                        .setBatchSize(rows.size())
                        .setMaxSteps(1)
                        .setExecution("driver")
                        .setBlocks(2)
                        .fit(frame)
                        .parameters()
                        .toArray());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generic type, as Spark wants to have it
    private static JavaRDD<Row> union(List<Path> files) {
        JavaRDD[] rows = files.stream().map(file -> frame(file).javaRDD()).toArray(JavaRDD[]::new);
        return context().<Row>union(rows).coalesce(1).cache();
    }

    private static Dataset<Row> frame(Path file) {
        DataFiles files = new DataFiles(file.toString(), Optional.empty(), Optional.empty());
        return SampleFiles.read(LocalSession.spark(), files, CsvOptions.NONE);
    }

    private static double[] controls(double... inputs) {
        return IntStream.range(0, ROWS)
                .boxed()
                .flatMapToDouble(row -> DoubleStream.of(model.controls(inputs[2 * row], inputs[2 * row + 1])))
                .toArray();
    }

    /** Controls for a file; of a table the notes are looked at, too, in the language of another reader. */
    private double[] predicted(Path file) throws IOException {
        boolean table = file.toString().endsWith(".csv") || file.toString().endsWith(".parquet");
        String outputs = directory.resolve(table ? "y.parquet" : "y.npy").toString();
        predict(file, outputs);
        if (!table) {
            return NpyArray.open(STORAGE, outputs).readAll();
        }
        List<String> notes = notes(Path.of(outputs));
        if (!notes.isEmpty()) {
            assertEquals(notes(), notes);
        }
        return ParquetColumn.open(STORAGE, outputs, "control").readRows(0, ROWS);
    }

    private static void predict(Path file, String outputs) {
        new FilePrediction(model, STORAGE, file.toString(), false, Optional.empty(), Optional.empty(), outputs, false)
                .run(context());
    }

    private static JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(LocalSession.spark().sparkContext());
    }

    private static List<String> notes() {
        return IntStream.range(0, ROWS)
                .mapToObj(row -> NOTES.get(row % NOTES.size()))
                .toList();
    }

    private static List<String> notes(Path table) throws IOException {
        List<Path> parts;
        try (Stream<Path> files = Files.walk(table)) {
            parts = files.filter(file -> file.toString().endsWith(".parquet") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
        List<String> notes = new ArrayList<>();
        for (Path part : parts) {
            try (ParquetReader<Group> reader = ParquetReader.builder(
                            new GroupReadSupport(), new org.apache.hadoop.fs.Path(part.toUri()))
                    .build()) {
                for (Group row = reader.read(); row != null; row = reader.read()) {
                    if (row.getType().containsField("note")) { // no text is null in some formats
                        notes.add(row.getFieldRepetitionCount("note") == 0 ? "" : row.getString("note", 0));
                    }
                }
            }
        }
        return notes;
    }

    /** By all of them, with one sentence. */
    private void refused(Path file) {
        String sentence = "is compressed with BROTLI; UNCOMPRESSED, SNAPPY, GZIP, LZ4, ZSTD, LZ4_RAW can be read";
        for (DataException refusal : List.of(
                assertThrows(DataException.class, () -> trainedOn(file, ROWS)),
                assertThrows(
                        DataException.class,
                        () -> predict(file, directory.resolve("y.npy").toString())),
                assertThrows(DataException.class, () -> frame(file).collectAsList()))) {
            assertTrue(String.valueOf(refusal.getMessage()).endsWith(sentence), refusal.getMessage());
        }
    }

    /** A name that would be a pattern, a separator, a header, and what stands before the inputs of a row. */
    static Stream<Arguments> oddTables() {
        return Stream.of(
                Arguments.of("run[1].csv", ',', "note,input_0,input_1", "plain,"),
                Arguments.of("a*.csv", ',', "note,input_0,input_1", "\"C:\\dir\\\","),
                Arguments.of("b.csv", ',', "note,note,input_0,input_1", "a \"b\" c,\"d \"\"e\"\" \","),
                Arguments.of("c.csv", ',', " note , ,input_0,input_1", "  blanks  ,\t,"),
                Arguments.of("d.csv", ',', "Stra\u00dfe,input_0,input_1", "caf\u00e9 \u00ff,"),
                Arguments.of("e.csv", ',', "\"two\nlines\",input_0,input_1", "\"two\nlines, \"\"and quotes\"\"\","),
                Arguments.of("f.csv", ';', "b;c", ""),
                Arguments.of("g.csv", ';', "note;input_0;input_1", "1,5 and more;"),
                Arguments.of("h.csv", ',', "x,".repeat(20_481) + "input_0,input_1", ",".repeat(20_481)));
    }

    /** All that stands beside the inputs is in the predictions to the byte. */
    @ParameterizedTest
    @MethodSource("oddTables")
    void oddTablesAreReadByAllAndKept(String name, char separator, String header, String before) throws IOException {
        Files.writeString(directory.resolve("run1.csv"), "input_0,input_1\n7,7\n");
        double[] numbers = expected("real");
        double[] controls = controls(numbers);
        StringBuilder inputs = new StringBuilder(header).append('\n');
        StringBuilder outputs = new StringBuilder(header);
        IntStream.range(0, 3)
                .forEach(i -> outputs.append(separator).append("control_").append(i));
        outputs.append('\n');
        for (int row = 0; row < ROWS; row++) {
            String record = before + numbers[2 * row] + separator + numbers[2 * row + 1];
            inputs.append(record).append('\n');
            outputs.append(record);
            IntStream.range(3 * row, 3 * row + 3)
                    .forEach(i -> outputs.append(separator).append(controls[i]));
            outputs.append('\n');
        }
        Path file = Files.writeString(directory.resolve(name), inputs, StandardCharsets.ISO_8859_1);
        assertArrayEquals(trainedOn(numbers), trainedOn(file, ROWS));
        predict(file, directory.resolve("y.csv").toString());
        assertEquals(
                outputs.toString(),
                Files.readString(directory.resolve("y.csv/part-00000.csv"), StandardCharsets.ISO_8859_1));
    }

    /** Inputs, states and targets from files of several formats. */
    @Test
    void severalFilesMakeOneDataFrame() {
        Path inputs = FILES.resolve("real-spark-v2.parquet");
        Path targets = FILES.resolve("whole-numpy-int32.npy");
        Dataset<Row> frame = SampleFiles.read(
                LocalSession.spark(),
                new DataFiles(inputs.toString(), Optional.of(targets.toString()), Optional.empty()),
                CsvOptions.NONE);
        assertArrayEquals(new String[] {"input", "target"}, frame.columns());
        Row last = frame.collectAsList().get(ROWS - 1);
        assertArrayEquals(inputs("real", ROWS - 1).toArray(), ((Vector) last.get(0)).toArray());
        assertArrayEquals(new double[] {ROWS - 6, 3 * ROWS - 3}, ((Vector) last.get(1)).toArray());
        assertEquals(
                "targets.npy cannot be read: no such file",
                assertThrows(
                                DataException.class,
                                () -> SampleFiles.read(
                                        LocalSession.spark(),
                                        new DataFiles(inputs.toString(), Optional.of("targets.npy"), Optional.empty()),
                                        CsvOptions.NONE))
                        .getMessage());
    }
}
