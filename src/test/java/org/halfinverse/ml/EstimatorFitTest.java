package org.halfinverse.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.FinishedTraining;
import org.halfinverse.run.TrainedModel;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EstimatorFitTest {
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    /** Interrupts after the first step what is otherwise told to another listener. */
    private record Impatient(TrainingListener other) implements TrainingListener {
        @Override
        public void onStep(org.halfinverse.train.StepRecord step, double[] theta) {
            Thread.currentThread().interrupt();
            other.onStep(step, theta);
        }
    }

    @Test
    void anInterruptedThreadStopsTrainingAndWhatIsThereIsWritten() throws Exception {
        String run = directory.resolve("run").toString();
        ExperimentConfig config = ExperimentConfig.read(ConfigFactory.parseString(
                "problem.type = toy, training.max-steps = 1000000, output.directory = \"" + run + "\""));
        Experiment experiment = new Experiment(config, STORAGE);
        CancellationException told = assertThrows(
                CancellationException.class,
                () -> EstimatorFit.by(history -> new FinishedTraining(
                        experiment.resume(new Impatient(history), warning -> {}), TrainedModel.read(STORAGE, run))));
        assertEquals("the thread of the training was interrupted, after step 1", told.getMessage());
        assertEquals(0, told.getSuppressed().length);
        assertTrue(Files.exists(Path.of(run, "model", "model.json")));
    }

    @Test
    void soDoesOneThatWaitsForSpark() {
        IllegalStateException waiting = new IllegalStateException(new InterruptedException());
        CancellationException told = assertThrows(
                CancellationException.class,
                () -> EstimatorFit.by(history -> {
                    throw waiting;
                }));
        assertSame(waiting, told.getCause());
    }
}
