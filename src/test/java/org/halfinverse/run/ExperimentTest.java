package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {
    @TempDir
    private Path directory;

    private Path run;
    private Experiment experiment;

    @BeforeEach
    void prepare() throws IOException {
        run = directory.resolve("run");
        Path conf = directory.resolve("toy.conf");
        Files.writeString(conf, "problem.type = toy\ntraining { batch-size = 64, max-steps = 10 }\n");
        experiment = experiment();
    }

    private Experiment experiment(String... settings) {
        Storage storage = new Storage(Map.of());
        List<String> overrides = new ArrayList<>(
                List.of("output.directory=" + run, "output.trace-parameters=true", "execution.mode=driver"));
        overrides.addAll(List.of(settings));
        Path conf = directory.resolve("toy.conf");
        return new Experiment(ExperimentConfig.load(storage, conf.toString(), overrides), storage);
    }

    @Test
    void aFaultInTheMiddleKeepsTheParametersOfTheLastStep() throws IOException {
        IllegalStateException fault = assertThrows(IllegalStateException.class, () -> failAtStep(3));
        assertEquals("the machine is gone", fault.getMessage());
        assertArrayEquals(
                Files.readAllBytes(run.resolve("trace/theta-00000003.npy")),
                Files.readAllBytes(run.resolve("model/parameters.npy")));
        JsonNode model =
                new ObjectMapper().readTree(run.resolve("model/model.json").toFile());
        assertEquals("failed", model.at("/training/end").asText());
        assertEquals("the machine is gone", model.at("/training/reason").asText());
        assertEquals(3, model.at("/training/steps").asInt());
        assertTrue(Files.readString(run.resolve("log.txt")).contains("the run failed"));
    }

    @Test
    void stepsHaveSomeOfTheirSingularValuesWhereThatIsAskedFor() throws IOException {
        experiment("output.spectrum=true", "optimizer.solver=direct", "training.max-steps=2")
                .train(new TrainingListener() {}, warning -> {});
        int steps = 0;
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode step = new ObjectMapper().readTree(line);
            if (step.has("loss")) {
                JsonNode sigmas = step.get("sigmas");
                assertEquals(33, sigmas.size());
                assertEquals(step.get("sigma_max").asDouble(), sigmas.get(0).asDouble());
                assertTrue(
                        sigmas.get(32).asDouble() <= step.get("sigma_min_kept").asDouble());
                steps++;
            }
        }
        assertEquals(2, steps);
    }

    @Test
    void evaluationsTellOfHiddenUnitsAndOfTheWatchedSampleWhereTheyAreAskedTo() throws IOException {
        Experiment watching = experiment("output.saturation=true", "output.watch-sample=3", "network.hidden=[7,5]");
        watching.train(new TrainingListener() {}, warning -> {});
        List<JsonNode> evaluations =
                metrics().stream().filter(line -> line.has("train_loss")).toList();
        for (JsonNode evaluation : evaluations) {
            for (String moment : List.of("mean", "std")) {
                JsonNode layers = evaluation.at("/saturation/" + moment);
                assertEquals(2, layers.size());
                assertEquals(7, layers.get(0).size());
                assertEquals(5, layers.get(1).size());
            }
            assertEquals(2, evaluation.get("trajectory").size());
            assertEquals(evaluations.get(0).get("target"), evaluation.get("target"));
        }
        assertFalse(
                evaluations.get(0).get("trajectory").equals(evaluations.get(1).get("trajectory")));
        assertFalse(
                evaluations.get(0).get("saturation").equals(evaluations.get(1).get("saturation")));
    }

    @Test
    void aSampleThatIsNotThereCannotBeWatched() {
        ConfigurationException refused =
                assertThrows(ConfigurationException.class, () -> experiment("output.watch-sample=256"));
        assertEquals("output.watch-sample = 256 is not one of the training samples, 0 to 255", refused.getMessage());
    }

    private List<JsonNode> metrics() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    @Test
    void aFaultBeforeTheFirstStepLeavesNoModel() {
        assertThrows(
                IllegalStateException.class,
                () -> experiment.train(
                        new TrainingListener() {
                            @Override
                            public void onEvaluation(EvaluationRecord evaluation) {
                                throw new IllegalStateException("the machine is gone");
                            }
                        },
                        warning -> {}));
        assertFalse(Files.exists(run.resolve("model")));
    }

    private void failAtStep(long number) {
        experiment.train(
                new TrainingListener() {
                    @Override
                    public void onStep(StepRecord step, double[] theta) {
                        if (step.step() == number) {
                            throw new IllegalStateException("the machine is gone");
                        }
                    }
                },
                warning -> {});
    }
}
