package org.halfinverse.experiment;

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
import java.util.List;
import java.util.Map;
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
        Storage storage = new Storage(Map.of());
        List<String> overrides =
                List.of("output.directory=" + run, "output.trace-parameters=true", "execution.mode=driver");
        experiment = new Experiment(ExperimentConfig.load(storage, conf.toString(), overrides), storage);
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
