package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halfinverse.experiment.Experiment;
import org.halfinverse.experiment.ExperimentConfig;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.random.Stream;
import org.halfinverse.train.GeneratedSamples;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same configuration gives the same parameters, byte for byte, wherever and on however many threads it runs. */
@ExtendWith(LocalSpark.class)
class SameBitsIT {
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "toy, mllib, hig, 30",
        "toy, direct, hig, 30",
        "oscillators-linear, direct, gauss-newton, 32",
        "toy, direct, top-k, 30",
        "toy, direct, levenberg-marquardt, 30",
        "oscillators-linear, auto, adam, 700"
    })
    void onOneTwoAndFourTaskThreads(String problem, String solver, String optimizer, int batchSize) throws IOException {
        List<String> settings = List.of(
                "problem.type=" + problem,
                "problem.samples=3000",
                "problem.test-samples=0",
                "optimizer.type=" + optimizer,
                "optimizer.solver=" + solver,
                "training.batch-size=" + batchSize,
                "training.max-steps=8");
        byte[] one = train("local[1]", "cluster", settings);
        assertArrayEquals(one, train("local[2]", "cluster", settings), "on two threads");
        assertArrayEquals(one, train("local[4]", "cluster", settings), "on four threads");
        if (!solver.equals("mllib")) {
            assertArrayEquals(one, train("local[2]", "driver", settings), "in the driver");
        }
    }

    @Test
    void onAFullBatchOfSeveralPiecesABlockThroughRowMatrix() throws IOException {
        List<String> settings = List.of(
                "problem.type=toy",
                "problem.samples=5000",
                "execution.blocks=5",
                "optimizer.solver=mllib",
                "training.batch-size=5000",
                "training.max-steps=5");
        assertArrayEquals(train("local[1]", "cluster", settings), train("local[4]", "cluster", settings));
    }

    @Test
    void withSamplesFromAFileAsWithTheSameSamplesDrawn() throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "problem.type=oscillators-linear",
                "problem.samples=3000",
                "training.batch-size=100",
                "training.max-steps=4",
                "optimizer.type=sgd"));
        byte[] drawn = train("local[2]", "cluster", settings);
        ExperimentConfig config = config("cluster", directory.resolve("unused"), settings);
        GeneratedSamples samples = new GeneratedSamples(config.problem().problem(), 1, Stream.TRAINING_SAMPLES, 3000);
        String file = directory.resolve("inputs.npy").toString();
        STORAGE.write(
                file, output -> NpyArray.write(output, samples.read(0, 3000).inputs(), 3000, 4));
        settings.add("problem.data.inputs=" + file);
        assertArrayEquals(drawn, train("local[2]", "cluster", settings));
    }

    @Test
    void withKryoAsWithJavaSerialization() throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "problem.type=toy",
                "problem.samples=500",
                "optimizer.solver=mllib",
                "training.batch-size=100",
                "training.max-steps=3"));
        byte[] java = train("local[2]", "cluster", settings);
        settings.add("spark.serializer=org.apache.spark.serializer.KryoSerializer");
        assertArrayEquals(java, train("local[2]", "cluster", settings));
    }

    private byte[] train(String master, String execution, List<String> settings) throws IOException {
        LocalSpark.use(master);
        Path run = Files.createTempDirectory(directory, "run").resolve("output");
        Experiment experiment = new Experiment(config(execution, run, settings), STORAGE);
        long steps = experiment.train(new TrainingListener() {}, warning -> {}).step();
        assertEquals(
                Long.parseLong(settings.stream()
                        .filter(setting -> setting.startsWith("training.max-steps="))
                        .findFirst()
                        .orElseThrow()
                        .substring("training.max-steps=".length())),
                steps);
        return Files.readAllBytes(run.resolve("model/parameters.npy"));
    }

    private ExperimentConfig config(String execution, Path run, List<String> settings) throws IOException {
        Path empty = directory.resolve("empty.conf");
        Files.writeString(empty, "");
        List<String> all = new ArrayList<>(settings);
        all.add("network.hidden=[9,8]");
        all.add("output.directory=" + run);
        all.add("execution.mode=" + execution);
        return ExperimentConfig.load(STORAGE, empty.toString(), all);
    }
}
