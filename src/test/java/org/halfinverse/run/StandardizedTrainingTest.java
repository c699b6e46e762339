package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.loss.StandardizedLoss;
import org.halfinverse.network.Standardization;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs and targets of sizes of their own, standardised by the model or by the user beforehand. */
class StandardizedTrainingTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final int ROWS = 300;

    @TempDir
    private Path directory;

    private final double[] inputs = new double[ROWS];
    private final double[] targets = new double[2 * ROWS];

    @BeforeEach
    void draw() {
        for (int i = 0; i < ROWS; i++) {
            CounterRandom random = CounterRandom.of(3, Stream.TRAINING_SAMPLES, i);
            inputs[i] = random.nextDouble(100, 300);
            targets[2 * i] = Math.sin(inputs[i] / 40);
            targets[2 * i + 1] = 1000 + 50 * random.nextDouble();
        }
        write("x", inputs, 1);
        write("y", targets, 2);
    }

    private void write(String name, double[] numbers, int width) {
        STORAGE.write(file(name), output -> NpyArray.write(output, numbers, ROWS, width));
    }

    private String file(String name) {
        return directory.resolve(name + ".npy").toString();
    }

    private TrainedModel train(String run, String inputFile, String settings) {
        ExperimentConfig config = config(run, inputFile, settings);
        new Experiment(config, STORAGE).train(new TrainingListener() {}, warning -> {});
        return TrainedModel.read(STORAGE, config.output().directory());
    }

    private ExperimentConfig config(String run, String inputFile, String settings) {
        return ExperimentConfig.read(ConfigFactory.parseString("problem { type = toy, data { inputs = \""
                        + file(inputFile) + "\", targets = \"" + file("y") + "\" } }\nnetwork.hidden = [4]\n"
                        + "execution { mode = driver, blocks = 3 }\ntraining { batch-size = 50, max-steps = 12 }\n"
                        + "output { directory = \"" + directory.resolve(run) + "\", checkpoint-every = 5 }\n"
                        + settings)
                .resolve());
    }

    @Test
    void inputsAreStandardisedAsByHand() {
        TrainedModel model = train("model", "x", "network.standardize-inputs = true");
        Standardization map = model.physics().network().standardization().orElseThrow();
        double mean = Arrays.stream(inputs).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(inputs)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow());
        // 300 numbers around 200, added up in another order.
        assertEquals(mean, map.means()[0], 1e-12 * mean);
        assertEquals(deviation, map.scales()[0], 1e-12 * deviation);
        write("standardized", map.apply(inputs), 1);
        TrainedModel byHand = train("by-hand", "standardized", "");
        assertArrayEquals(byHand.theta(), model.theta());
        assertArrayEquals(
                byHand.physics().network().outputs(byHand.theta(), ROWS, map.apply(inputs)),
                model.physics().network().outputs(model.theta(), ROWS, inputs));
    }

    @Test
    void targetsAreStandardisedInTheLoss() {
        TrainedModel model = train("model", "x", "problem.standardize-targets = true");
        StandardizedLoss loss = (StandardizedLoss) model.physics().loss();
        assertEquals(1025, loss.means()[1], 5, "the middle of what was drawn");
        assertEquals(50 / Math.sqrt(12), loss.scales()[1], 1, "the spread of a uniform law");
        assertNotEquals(
                Arrays.hashCode(train("plain", "x", "").theta()),
                Arrays.hashCode(model.theta()),
                "it makes a difference");
    }

    @Test
    void aTrainingGoesOnWithTheSameStandardisation() throws IOException {
        String both = "network.standardize-inputs = true, problem.standardize-targets = true\n";
        train("whole", "x", both);
        train("paused", "x", both + "training.max-steps = 7");
        new Experiment(config("paused", "x", both), STORAGE).resume(new TrainingListener() {}, warning -> {});
        assertArrayEquals(
                Files.readAllBytes(directory.resolve("whole/model/parameters.npy")),
                Files.readAllBytes(directory.resolve("paused/model/parameters.npy")));
    }

    @Test
    void lossesThatDoNotCompareEntriesRefuseIt() {
        ConfigurationException refused = assertThrows(
                ConfigurationException.class,
                () -> ExperimentConfig.read(ConfigFactory.parseString(
                        "problem { type = quantum-dipole," + " standardize-targets = true }, training.max-steps = 1")));
        assertEquals(
                "String: 1: problem.standardize-targets: infidelity compares quantum states as they are, and they cannot be"
                        + " standardised",
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"scales\" : [ 0.0 ]", "\"scales\" : [ 1.0, 2.0 ]", "\"scales\" : \"no\"", "\"other\" : 1"})
    void aDamagedStandardisationIsRefused(String damage) throws IOException {
        train("model", "x", "network.standardize-inputs = true");
        Path file = directory.resolve("model/model/model.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"scales\" : \\[[^]]*\\]", damage));
        DataException refused = assertThrows(
                DataException.class,
                () -> TrainedModel.read(STORAGE, directory.resolve("model").toString()));
        assertEquals(
                file + " has an invalid standardization of inputs",
                refused.getMessage().substring(0, refused.getMessage().indexOf(':')));
    }
}
