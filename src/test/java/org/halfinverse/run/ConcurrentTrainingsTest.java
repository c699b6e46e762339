package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.BlasThreads;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings in threads of one JVM, as a cross-validation makes them. */
class ConcurrentTrainingsTest {
    private static final Storage STORAGE = new Storage(Map.of());
    /** JᵀJ of 514 × 514, whose decompositions run on all cores where the number of BLAS threads is given. */
    private static final List<String> LARGE =
            List.of("network.hidden=[128]", "training.batch-size=260", "training.max-steps=3");
    /** Of a size whose decompositions run on one core, and would have other last digits on two. */
    private static final List<String> SMALL =
            List.of("network.hidden=[120]", "training.batch-size=200", "training.max-steps=10");

    @TempDir
    private Path directory;

    private Path conf;
    private String threads;

    @BeforeEach
    void configure() throws IOException {
        conf = directory.resolve("experiment.conf");
        Files.writeString(conf, """
                problem { type = toy, samples = 400 }
                optimizer { solver = gram, truncation.tau = 1e-3 }
                execution.mode = driver
                """);
        threads = System.getProperty(BlasThreads.PROPERTY, "");
        System.setProperty(BlasThreads.PROPERTY, "2");
    }

    @AfterEach
    void restore() {
        if (threads.isEmpty()) {
            System.clearProperty(BlasThreads.PROPERTY);
        } else {
            System.setProperty(BlasThreads.PROPERTY, threads);
        }
    }

    @Test
    void doNotChangeEachOthersBits() {
        double[] largeAlone = theta(LARGE);
        double[] smallAlone = theta(SMALL);
        CompletableFuture<double[]> large = CompletableFuture.supplyAsync(() -> theta(LARGE));
        double[] small = theta(SMALL);
        assertArrayEquals(smallAlone, small);
        assertArrayEquals(largeAlone, large.join());
    }

    private double[] theta(List<String> settings) {
        Experiment experiment = new Experiment(ExperimentConfig.load(STORAGE, conf.toString(), settings), STORAGE);
        return experiment.fit(new TrainingListener() {}).result().theta();
    }
}
