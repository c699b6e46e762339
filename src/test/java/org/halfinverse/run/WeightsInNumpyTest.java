package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.python.PythonForTests;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** NumPy computes what a network gives from its weights and from what is said of its layers, for every kind of layer. */
class WeightsInNumpyTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final int ROWS = 5;

    @TempDir
    private Path directory;

    static List<Arguments> networks() {
        return List.of(
                Arguments.of(
                        "heat-inversion, grid = 8", "hidden = [6, 5], activation = gelu, standardize-inputs = true"),
                Arguments.of("heat-inversion, grid = 8", """
                    layers = [
                      { conv1d { channels = 2, kernel = 4, stride = 2 } }
                      { residual { layers = [
                          { conv1d { channels = 3, kernel = 9, padding = periodic } }, { conv1d { channels = 2 } } ] } }
                      { dense { units = 4, activation = relu } }
                      { scale { factor = -1.5 } }
                      { conv1d { channels = 2, kernel = 3 } }
                    ]\
                    """),
                Arguments.of("heat-inversion, dimensions = 2, grid = 4", """
                    layers = [
                      { field { lengths = 2x4, channels = 2, order = channels-first } }
                      { conv2d { channels = 2, kernel = 3, padding = periodic, activation = sine } }
                      { flatten { order = channels-first } }
                      { conv2d { channels = 4, kernel = 2, stride = 2 } }
                      { residual { layers = [ { dense { units = 5 } }, { dense {} } ] } }
                      { conv2d { channels = 4, kernel = 5, padding = periodic } }
                      { dense {} }
                    ]\
                    """),
                Arguments.of("toy", """
                    layers = [
                      { fourier-features { count = 3, scale = 0.5, seed = 7 } }
                      { dense { units = 2 } }
                      { fourier-features { kind = integer, count = 2, scale = 0.3 } }
                      { dense {} }
                    ]\
                    """));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void givesTheSameAndWeightsAreReadBack(String problem, String network) throws Exception {
        String python = PythonForTests.withNumpy();
        Path conf = directory.resolve("network.conf");
        Path run = directory.resolve("run");
        Files.writeString(conf, """
            problem { type = %s, samples = 20, test-samples = 0 }
            network { %s }
            optimizer { type = adam, learning-rate = 0.1 }
            training { batch-size = 20, max-steps = 2 }
            execution.mode = driver
            """.formatted(problem, network));
        new Experiment(load(conf, "output.directory=" + run), STORAGE).train(new TrainingListener() {}, warning -> {});
        TrainedModel model = TrainedModel.read(STORAGE, run.toString());
        int width = model.physics().network().inputSize();
        double[] inputs = CounterRandom.of(1, Stream.TEST_SAMPLES, 0)
                .doubles((long) ROWS * width, -2, 2)
                .toArray();
        double[] outputs = model.physics().network().outputs(model.theta(), ROWS, inputs);
        Path rows = write("inputs.npy", inputs);
        Path controls = write("controls.npy", outputs);
        check(0, python, run, rows, controls);
        outputs[outputs.length - 1] += 1e-9;
        check(1, python, run, rows, write("shifted.npy", outputs));
        String imported = "network.initial-parameters=" + run.resolve("model/weights.npz");
        ExperimentConfig config = load(conf, imported);
        assertArrayEquals(
                NpyArray.open(STORAGE, run.resolve("model/parameters.npy").toString())
                        .readAll(),
                config.network().initialParameters(Experiment.model(config).network(), config.seed(), STORAGE));
    }

    private static ExperimentConfig load(Path conf, String setting) {
        return ExperimentConfig.load(STORAGE, conf.toString(), List.of(setting));
    }

    private Path write(String name, double[] numbers) {
        Path file = directory.resolve(name);
        STORAGE.write(file.toString(), output -> NpyArray.write(output, numbers, ROWS, numbers.length / ROWS));
        return file;
    }

    private static void check(int expected, String python, Path run, Path inputs, Path controls) throws Exception {
        Process process = new ProcessBuilder(
                        python, "scripts/dev/check-weights", run.toString(), inputs.toString(), controls.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        assertEquals(expected, process.exitValue(), output);
    }
}
