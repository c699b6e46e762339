package org.halfinverse.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.halfinverse.experiment.Experiment;
import org.halfinverse.experiment.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryTest {
    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void anInterruptedThreadStopsTraining() {
        ExperimentConfig config =
                ExperimentConfig.read(ConfigFactory.parseString("problem.type = toy, training.max-steps = 1000000"));
        Experiment experiment = new Experiment(config, new Storage(Map.of()));
        Thread.currentThread().interrupt();
        Exception told = assertThrows(CancellationException.class, () -> experiment.fit(new History()));
        assertEquals("the thread of the training was interrupted, after step 1", told.getMessage());
        assertTrue(Thread.currentThread().isInterrupted(), "and the caller is told, too");
    }
}
