package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.problems.ForceLaw;
import org.halfinverse.problems.Oscillators;
import org.halfinverse.random.Stream;
import org.halfinverse.run.Experiment;
import org.halfinverse.samples.GeneratedSamples;
import org.halfinverse.samples.Samples;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that Spark SQL writes train as the same numbers in {@code .npy} files do. */
@Tag("platform")
@ExtendWith(LocalSpark.class)
class ParquetSamplesIT {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final int SAMPLES = 5000;
    private static final int WIDTH = 4;
    private static final int PARTS = 3;

    @TempDir
    private Path directory;

    private double[] inputs = {};
    private double[] targets = {};
    private byte[] expected = {};

    @BeforeEach
    void trainWithNpy() throws IOException {
        GeneratedSamples samples = new GeneratedSamples(
                new Oscillators(ForceLaw.LINEAR, 2, 0.2, 1, 24, 0.5), 1, Stream.TRAINING_SAMPLES, 2L * SAMPLES);
        Samples drawn = samples.read(0, 2 * SAMPLES);
        inputs = Arrays.copyOf(drawn.inputs(), SAMPLES * WIDTH);
        targets = Arrays.copyOfRange(drawn.inputs(), SAMPLES * WIDTH, 2 * SAMPLES * WIDTH);
        expected = train("cluster", npy("inputs.npy", inputs), npy("targets.npy", targets));
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zstd", "gzip", "none"})
    void partFilesAreReadInTheirOrder(String codec) throws IOException {
        String table = directory.resolve(codec + ".parquet").toString();
        writeTable(table, codec);
        long files = STORAGE.list(table).stream()
                .filter(name -> name.endsWith(".parquet"))
                .count();
        assertEquals(PARTS, files);
        assertArrayEquals(expected, train("cluster", table, table), "on executors");
        assertArrayEquals(expected, train("driver", table, table), "in the driver");
    }

    @Test
    void targetsMayStandElsewhere() throws IOException {
        String table = directory.resolve("inputs.parquet").toString();
        writeTable(table, "snappy");
        assertArrayEquals(expected, train("cluster", table, npy("targets.npy", targets)));
    }

    private void writeTable(String path, String codec) throws IOException {
        List<Row> rows = IntStream.range(0, SAMPLES)
                .mapToObj(sample -> RowFactory.create("sample " + sample, row(targets, sample), row(inputs, sample)))
                .toList();
        StructType type = new StructType()
                .add("name", DataTypes.StringType)
                .add("target", DataTypes.createArrayType(DataTypes.DoubleType, false), false)
                .add("input", DataTypes.createArrayType(DataTypes.DoubleType));
        try (SparkSession session = SparkSession.builder()
                .config("spark.ui.enabled", false)
                .config(
                        "spark.sql.warehouse.dir",
                        directory.resolve("warehouse").toString())
                .getOrCreate()) {
            JavaSparkContext context = new JavaSparkContext(session.sparkContext());
            session.createDataFrame(context.parallelize(rows, PARTS), type)
                    .write()
                    .option("compression", codec)
                    .parquet(path);
        }
    }

    private static Double[] row(double[] numbers, int row) {
        return Arrays.stream(numbers, row * WIDTH, (row + 1) * WIDTH).boxed().toArray(Double[]::new);
    }

    private String npy(String name, double[] numbers) {
        String file = directory.resolve(name).toString();
        STORAGE.write(file, output -> NpyArray.write(output, numbers, SAMPLES, WIDTH));
        return file;
    }

    private byte[] train(String execution, String inputFile, String targetFile) throws IOException {
        Path empty = directory.resolve("empty.conf");
        Files.writeString(empty, "");
        Path run = Files.createTempDirectory(directory, "run").resolve("output");
        List<String> settings = List.of(
                "problem.type=oscillators-linear",
                "problem.data.inputs=" + inputFile,
                "problem.data.targets=" + targetFile,
                "network.hidden=[9,8]",
                "training.batch-size=100",
                "training.max-steps=4",
                "optimizer.type=sgd",
                "execution.mode=" + execution,
                "output.directory=" + run);
        new Experiment(ExperimentConfig.load(STORAGE, empty.toString(), settings), STORAGE)
                .train(new TrainingListener() {}, warning -> {});
        return Files.readAllBytes(run.resolve("model/parameters.npy"));
    }
}
