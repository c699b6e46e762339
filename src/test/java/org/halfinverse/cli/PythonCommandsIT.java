package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.NpzArray;
import org.halfinverse.io.Storage;
import org.halfinverse.python.PythonForTests;
import org.halfinverse.spark.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every command works with a simulator in Python as it does with one in Java. */
@ExtendWith(LocalSpark.class)
class PythonCommandsIT {
    private static final Storage STORAGE = new Storage(Map.of());

    private static final int ROWS = 3;

    @TempDir
    private Path directory;

    @Test
    void plansComparesSweepsMeasuresAndPredicts() throws IOException {
        Path conf = Files.writeString(directory.resolve("springs.conf"), """
                problem { type = python, file = "%s", python = "%s", samples = 16, test-samples = 4 }
                network.hidden = [3]
                training { batch-size = 8, max-steps = 2 }
                compare = [ { name = hig, optimizer.type = hig }, { name = adam, optimizer.type = adam } ]
                sweep { optimizer.kappa = [0.5, 1] }
                output.directory = "%s"
                """.formatted(
                PythonForTests.simulator("oscillators.py"), PythonForTests.withNumpy(), directory.resolve("runs")));
        passes("plan", conf.toString());
        passes("bench", conf.toString(), "--batch", "8", "--steps", "1", "--warm-up", "0");
        passes("compare", conf.toString());
        passes("sweep", conf.toString(), "--output", directory.resolve("sweep").toString());
        try (Stream<Path> runs = Files.walk(directory)) {
            assertEquals(4, runs.filter(path -> path.endsWith("model.json")).count());
        }
        assertSimulates(directory.resolve("runs/hig"));
    }

    /** What Python simulates under the predicted controls is what Java does. */
    private void assertSimulates(Path run) throws IOException {
        double[] states =
                IntStream.range(0, 4 * ROWS).mapToDouble(i -> 0.1 * i - 0.5).toArray();
        Path inputs = directory.resolve("inputs.npy");
        STORAGE.write(inputs.toString(), output -> NpyArray.write(output, states, ROWS, 4));
        Path targets = Files.copy(inputs, directory.resolve("targets.npy"));
        Path written = directory.resolve("predictions.npz");
        passes(
                "predict",
                run.toString(),
                "--inputs=" + inputs,
                "--targets=" + targets,
                "--outputs=" + written,
                "--simulate");
        double[] controls =
                NpzArray.open(STORAGE, written.toString(), "control").readRows(0, ROWS);
        double[] outputs = NpzArray.open(STORAGE, written.toString(), "output").readRows(0, ROWS);
        double[] expected = new double[outputs.length];
        ExperimentConfig.load(STORAGE, "conf/oscillators-linear.conf", List.of())
                .problem()
                .problem()
                .simulator()
                .simulate(ROWS, states, controls, expected);
        assertArrayEquals(expected, outputs, 1e-13); // 24 steps of numbers of order one, rounded in another order
    }

    private static void passes(String... arguments) {
        Command command = Command.hig(arguments);
        assertEquals(0, command.exitCode(), () -> List.of(arguments) + ": " + command.err());
    }
}
