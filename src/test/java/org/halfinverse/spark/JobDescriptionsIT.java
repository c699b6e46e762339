package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.ModelSamples;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.run.Experiment;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark's web interface and event log say of every job which step it belongs to, and what it does there. */
@ExtendWith(LocalSpark.class)
class JobDescriptionsIT {
    private static final String DESCRIPTION = "spark.job.description";
    private static final List<String> DESCRIPTIONS = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    /** Made by Spark, by name. */
    public static final class Recorder extends SparkListener {
        @Override
        public void onJobStart(SparkListenerJobStart job) {
            DESCRIPTIONS.add(job.properties().getProperty(DESCRIPTION, "nothing"));
        }
    }

    @BeforeEach
    void forget() {
        DESCRIPTIONS.clear();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hig                 | gram   | linearize and reduce (gram)
            hig                 | mllib  | linearize (mllib)
            hig                 | direct | linearize (direct)
            adam                | auto   | gradient
            sip                 | auto   | inversion gradient
            levenberg-marquardt | gram   | linearize and reduce (gram); loss after a trial step
            """)
    void everyJobOfATrainingSaysStepPhaseAndSolver(String optimizer, String solver, String jobs) throws IOException {
        train(optimizer, solver, 1e-2);
        List<String> expected = new ArrayList<>(List.of(
                "load test samples",
                "load training samples",
                "evaluate on training samples",
                "evaluate on test samples"));
        for (int step = 1; step <= 4; step++) {
            for (String job : jobs.split("; ", -1)) {
                expected.add("step " + step + ", epoch " + (step + 1) / 2 + ": " + job);
            }
            if (step % 2 == 0) {
                expected.add("evaluate on training samples after step " + step);
                expected.add("evaluate on test samples after step " + step);
            }
        }
        List<String> loads = DESCRIPTIONS.subList(0, 2);
        loads.sort(null); // in no particular order
        assertEquals(expected, DESCRIPTIONS);
    }

    @Test
    void jobsOfAStepThatIsRepeatedNameTheSolverThatRepeatsIt() throws IOException {
        train("hig", "auto", 1e-12);
        assertEquals(
                List.of("step 1, epoch 1: linearize and reduce (gram)", "step 1, epoch 1: linearize (direct)"),
                DESCRIPTIONS.stream()
                        .filter(job -> job.startsWith("step 1,"))
                        .distinct()
                        .toList());
    }

    @Test
    void jobsOfOthersHaveNoDescriptionLeftOver() {
        PhysicsModel model = Models.small(Activation.TANH);
        double[] theta = Models.theta(model, 1);
        Map<Split, SampleSource> samples = Map.of(Split.TRAIN, ModelSamples.first(50));
        try (SparkRuntime spark = SparkRuntime.open("test", Map.of())) {
            try (SparkEngine engine = new SparkEngine(spark, model, LossReduction.MEAN, samples, 3)) {
                assertNull(spark.context().getLocalProperty(DESCRIPTION));
                engine.meanLoss(theta, Split.TRAIN);
                assertNull(spark.context().getLocalProperty(DESCRIPTION));
            }
        }
    }

    private void train(String optimizer, String solver, double tau) throws IOException {
        Path conf = directory.resolve("toy.conf");
        Files.writeString(
                conf, """
                problem { type = toy, samples = 80, test-samples = 10 }
                network { hidden = [7] }
                optimizer { type = %s, solver = %s, truncation.tau = %s }
                training { batch-size = 40, max-epochs = 2 }
                execution { mode = cluster, blocks = 3 }
                output { directory = "%s" }
                spark { extraListeners = "%s" }
                """.formatted(optimizer, solver, tau, directory.resolve("run"), Recorder.class.getName()));
        Storage storage = new Storage(Map.of());
        ExperimentConfig config = ExperimentConfig.load(storage, conf.toString(), List.of());
        new Experiment(config, storage).train(new TrainingListener() {}, warning -> {});
    }
}
