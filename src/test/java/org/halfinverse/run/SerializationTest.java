package org.halfinverse.run;

import static org.halfinverse.Sent.sent;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Network;
import org.halfinverse.physics.Problem;
import org.halfinverse.problems.ForceLaw;
import org.halfinverse.problems.Oscillators;
import org.halfinverse.problems.QuantumDipole;
import org.halfinverse.problems.Toy;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Permutation;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.DataFiles;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.samples.FileSamples;
import org.halfinverse.samples.GeneratedSamples;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.RowSelection;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.SelectedSamples;
import org.halfinverse.train.LossSum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sent to executors does there what it does here. */
class SerializationTest {
    private static final Problem OSCILLATORS = new Oscillators(ForceLaw.LINEAR, 3, 0.2, 1, 5, 0.5);

    /** All with inputs of 6 and controls of 5 entries. */
    static List<Problem> problems() {
        return List.of(
                OSCILLATORS, new Oscillators(ForceLaw.CUBIC, 3, 0.2, 1, 5, 0.5), new QuantumDipole(5, 2, 5, 0.05));
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void networks(Activation activation) throws Exception {
        assertDoesTheSameWhenSent(OSCILLATORS, activation);
    }

    @ParameterizedTest
    @MethodSource("problems")
    void simulatorsAndLosses(Problem problem) throws Exception {
        assertDoesTheSameWhenSent(problem, Activation.TANH);
    }

    private static void assertDoesTheSameWhenSent(Problem problem, Activation activation) throws Exception {
        Network network = Network.dense(new int[] {6, 4, 5}, activation);
        PhysicsModel model = new PhysicsModel(network, problem.simulator(), problem.loss());
        double[] theta = CounterRandom.of(1, Stream.PARAMETERS, 0)
                .doubles(model.network().parameterCount(), -1, 1)
                .toArray();
        Samples block = drawn(problem).read(0, 3);
        assertArrayEquals(model.losses(theta, block), sent(model).losses(theta, sent(block)));
        assertEquals(
                LossSum.TASK.apply(model, theta, 0, List.of(block).iterator()),
                sent(LossSum.TASK).apply(model, theta, 0, List.of(block).iterator()));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void drawnSamples(Problem problem) throws Exception {
        SampleSource source = drawn(problem);
        assertArrayEquals(source.read(5, 2).inputs(), sent(source).read(5, 2).inputs());
        assertArrayEquals(source.read(5, 2).targets(), sent(source).read(5, 2).targets());
    }

    @Test
    void samplesInFiles(@TempDir Path directory) throws Exception {
        Storage storage = new Storage(Map.of());
        String file = directory.resolve("x.npy").toString();
        storage.write(file, output -> NpyArray.write(output, new double[] {0.25, 0.5, 0.75}, 3, 1));
        SampleSource source = FileSamples.open(
                new Toy(1), new DataFiles(file, Optional.empty(), Optional.empty()), CsvOptions.NONE, storage);
        assertArrayEquals(new double[] {0.5, 0.75}, sent(source).read(1, 2).inputs());
    }

    @Test
    void selectedSamples() throws Exception {
        SampleSource source = new SelectedSamples(drawn(OSCILLATORS), RowSelection.random(100, 20, 1));
        assertArrayEquals(source.read(5, 9).inputs(), sent(source).read(5, 9).inputs());
        assertEquals(source.fingerprint(), sent(source).fingerprint());
    }

    @Test
    void miniBatches() throws Exception {
        DataLayout layout = new DataLayout(100, 7);
        for (Optional<Permutation> order : List.of(Optional.<Permutation>empty(), shuffled())) {
            MiniBatch batch = new MiniBatch(layout, order, 20, 60);
            for (int block = 0; block < layout.blocks(); block++) {
                assertArrayEquals(batch.slots(block), sent(batch).slots(block));
            }
        }
    }

    private static Optional<Permutation> shuffled() {
        return Optional.of(new Permutation(100, CounterRandom.of(1, Stream.SHUFFLING, 0)));
    }

    private static SampleSource drawn(Problem problem) {
        return new GeneratedSamples(problem, 1, Stream.TRAINING_SAMPLES, 100);
    }
}
