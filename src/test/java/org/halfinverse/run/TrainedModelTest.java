package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.samples.ArraySamples;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.spark.SparkAccess;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedModelTest {
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    @Test
    void readBackItGivesTheControlsThatLeadToTheOutputs() {
        ExperimentConfig config = ExperimentConfig.read(ConfigFactory.parseString("problem.type = toy,"
                + " network { hidden = [5], standardize-inputs = true }, training { batch-size = 4, max-epochs = 3 }"));
        double[] inputs = {-1, -0.5, 0, 0.25, 0.5, 1, 1.5, 2};
        ArraySamples samples = ArraySamples.of(config.problem().problem(), inputs);
        Map<Split, SampleSource> sources = new EnumMap<>(Map.of(Split.TRAIN, samples));
        TrainedModel model = new Experiment(config, STORAGE, sources, SparkAccess.own(Map.of()))
                .fit(new TrainingListener() {})
                .model();
        String run = directory.resolve("run").toString();
        model.write(STORAGE, run);
        double[] controls = TrainedModel.read(STORAGE, run).controls(inputs);
        assertEquals(16, controls.length);
        assertArrayEquals(model.controls(inputs), controls);
        // With lambda = 1 the simulator hands on what it gets; matrix products of other heights round in other ways.
        assertArrayEquals(model.physics().outputs(model.theta(), samples.all()), controls, 1e-13);
        assertArrayEquals(Arrays.copyOfRange(controls, 6, 8), model.controls(0.25), "whatever stands beside it");
        double[] many = new double[300];
        many[299] = 0.25;
        assertArrayEquals(Arrays.copyOfRange(controls, 6, 8), Arrays.copyOfRange(model.controls(many), 598, 600));
        assertEquals(0, model.controls().length);
    }

    @Test
    void halfASampleIsRefused() {
        ExperimentConfig config = ExperimentConfig.read(
                ConfigFactory.parseString("problem.type = oscillators-linear, training.max-steps = 1"));
        TrainedModel model =
                new Experiment(config, STORAGE).fit(new TrainingListener() {}).model();
        assertEquals(
                "6 inputs are given, but a sample of this network has 4",
                assertThrows(IllegalArgumentException.class, () -> model.controls(new double[6]))
                        .getMessage());
    }
}
