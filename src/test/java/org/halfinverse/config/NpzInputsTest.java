package org.halfinverse.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.DataException;
import org.halfinverse.io.NpzArchive;
import org.halfinverse.io.Storage;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Initialization;
import org.halfinverse.network.Network;
import org.halfinverse.physics.Problem;
import org.halfinverse.problems.ForceLaw;
import org.halfinverse.problems.Oscillators;
import org.halfinverse.samples.DataFiles;
import org.halfinverse.samples.FileSamples;
import org.halfinverse.samples.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples and first parameters from {@code .npz} files. */
class NpzInputsTest {
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    @Test
    void oneFileMayHoldInputsTargetsAndStates() {
        Problem problem = new Oscillators(ForceLaw.LINEAR, 1, 0.2, 1, 3, 0.5);
        String file = write(new NpzArchive()
                .add("unused", new double[] {1}, 1)
                .add("targets", numbers(6, 100), 3, 2)
                .add("states", numbers(6, 200), 3, 2)
                .add("inputs", numbers(6, 300), 3, 2));
        DataFiles all = new DataFiles(file, Optional.of(file), Optional.of(file));
        FileSamples samples = FileSamples.open(problem, all, CsvOptions.NONE, STORAGE);
        assertEquals(3, samples.samples());
        Samples block = samples.read(1, 2);
        assertArrayEquals(new double[] {302, 303, 304, 305}, block.inputs());
        assertArrayEquals(new double[] {102, 103, 104, 105}, block.targets());
        assertArrayEquals(new double[] {202, 203, 204, 205}, block.states());
        DataFiles inputs = new DataFiles(file, Optional.empty(), Optional.empty());
        assertArrayEquals(
                new double[] {302, 303, 304, 305},
                FileSamples.open(problem, inputs, CsvOptions.NONE, STORAGE)
                        .read(1, 2)
                        .targets(),
                "targets that nobody named are derived");
    }

    @Test
    void anArrayOfAnotherShapeIsRefused() {
        Problem problem = new Oscillators(ForceLaw.LINEAR, 1, 0.2, 1, 3, 0.5);
        String file = write(new NpzArchive().add("inputs", numbers(6, 0), 2, 3));
        DataFiles inputs = new DataFiles(file, Optional.empty(), Optional.empty());
        DataException failure =
                assertThrows(DataException.class, () -> FileSamples.open(problem, inputs, CsvOptions.NONE, STORAGE));
        assertEquals(
                file + "[\"inputs\"] has shape (2, 3), but inputs of shape (N, 2) are needed", failure.getMessage());
    }

    @Test
    void firstParametersMayComeByLayer() {
        Network network = Network.dense(new int[] {2, 3, 1}, Activation.TANH);
        String file = write(new NpzArchive()
                .add("b1", numbers(1, 12), 1)
                .add("W1", numbers(3, 9), 3, 1)
                .add("W0", numbers(6, 0), 2, 3)
                .add("b0", numbers(3, 6), 3));
        assertArrayEquals(numbers(13, 0), parameters(network, file));
        String broken = write(new NpzArchive()
                .add("W0", numbers(6, 0), 2, 3)
                .add("b0", new double[] {0, Double.NaN, 0}, 3)
                .add("W1", numbers(3, 9), 3, 1)
                .add("b1", numbers(1, 12), 1));
        DataException failure = assertThrows(DataException.class, () -> parameters(network, broken));
        assertTrue(failure.getMessage().contains("entry 1 of " + file + "[\"b0\"] is NaN"), failure.getMessage());
    }

    private static double[] parameters(Network network, String file) {
        return new NetworkConfig(
                        List.of(3),
                        Optional.empty(),
                        Optional.empty(),
                        Activation.TANH,
                        false,
                        Initialization.GLOROT_UNIFORM,
                        Optional.of(file))
                .initialParameters(network, 1, STORAGE);
    }

    private String write(NpzArchive archive) {
        String file = directory.resolve("a.npz").toString();
        STORAGE.write(file, archive::writeTo);
        return file;
    }

    private static double[] numbers(int count, int from) {
        return IntStream.range(from, from + count).asDoubleStream().toArray();
    }
}
