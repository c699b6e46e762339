package org.halfinverse.cli;

import static org.halfinverse.cli.ChildProcess.await;
import static org.halfinverse.cli.ChildProcess.signal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on a cluster of two workers with authentication and encryption, and what may befall them there. */
@Tag("cluster")
class ClusterIT {
    private static final String APPLICATION =
            Path.of(System.getProperty("hig.application.jar")).toAbsolutePath().toString();
    private static final int STEPS = 16;

    /** Steps of about a quarter of a second, with a shuffle each. */
    private static final String CONFIGURATION = """
            problem { type = oscillators-linear, samples = 1536, test-samples = 64 }
            network.hidden = [16, 16]
            optimizer { type = hig, learning-rate = 0.3, solver = gram }
            training { batch-size = 1024, max-steps = %d }
            execution { mode = cluster, blocks = 6 }
            output { evaluate-every = 4, checkpoint-every = 4 }
            """.formatted(STEPS);

    @TempDir
    private static Path directory;

    private static StandaloneCluster cluster;
    private static byte[] undisturbed;
    private static ChildProcess stranger;

    @BeforeAll
    static void trainInOneJvm() throws Exception {
        Files.writeString(directory.resolve("experiment.conf"), CONFIGURATION);
        cluster = StandaloneCluster.start(directory.resolve("cluster"), 2, Map.of());
        // Spark tries three times, for a minute in all: time for the other tests.
        stranger = train(cluster.master(), "stranger", "--conf", "spark.authenticate.secret=guessed");
        try (ChildProcess here = train("local[2]", "here")) {
            assertEquals(0, here.exitCode(), here.output());
        }
        undisturbed = parameters("here");
    }

    @AfterAll
    static void stop() {
        stranger.close();
        cluster.close();
    }

    /** Spark makes second copies of slow tasks, here of nearly all, and takes whichever ends first. */
    @Test
    void manyExecutorsAndCopiesOfTasksHaveTheBitsOfOneJvm() throws Exception {
        Path events = Files.createDirectory(directory.resolve("events"));
        List<String> options = new ArrayList<>();
        Map.of(
                        "spark.speculation", "true",
                        "spark.speculation.interval", "1ms",
                        "spark.speculation.minTaskRuntime", "1ms",
                        "spark.speculation.multiplier", "0.01",
                        "spark.speculation.quantile", "0.01",
                        "spark.speculation.efficiency.enabled", "false",
                        "spark.eventLog.enabled", "true",
                        "spark.eventLog.compress", "false",
                        "spark.eventLog.dir", events.toUri().toString())
                .forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
        try (ChildProcess training = train(cluster.master(), "copied", options.toArray(String[]::new))) {
            assertEquals(0, training.exitCode(), training.output());
        }
        assertTrue(text(events).contains("\"Speculative\":true"), "no task was copied");
        assertArrayEquals(undisturbed, parameters("copied"));
    }

    private static String text(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    /** The executor is frozen first: when the driver waits for it in the middle of a step, it is killed. */
    @Test
    void anExecutorThatIsKilledInTheMiddleOfAStepChangesNoBit() throws Exception {
        await(() -> cluster.executors().isEmpty()); // those of the test before
        String[] bothBusy = {"--conf", "spark.scheduler.minRegisteredResourcesRatio=1.0"};
        try (ChildProcess training = train(cluster.master(), "executor-killed", bothBusy)) {
            await(() -> lines("executor-killed") >= 4 && cluster.executors().size() == 2, training);
            ProcessHandle executor = cluster.executors().get(0);
            signal("STOP", executor);
            long standing = awaitStandstill("executor-killed");
            executor.destroyForcibly();
            assertEquals(0, training.exitCode(), training.output());
            assertTrue(standing < lines("executor-killed"), "it was not over before");
        }
        assertArrayEquals(undisturbed, parameters("executor-killed"));
    }

    @Test
    void aDriverThatIsKilledGoesOnWhereItsLastCheckpointIsToTheSameBits() throws Exception {
        Path checkpoint = directory.resolve("driver-killed/checkpoints/step-000000004");
        try (ChildProcess training = train(cluster.master(), "driver-killed")) {
            await(() -> Files.exists(checkpoint), training);
            training.kill();
        }
        assertFalse(Files.exists(directory.resolve("driver-killed/model")));
        try (ChildProcess training = train(cluster.master(), "driver-killed")) {
            assertEquals(0, training.exitCode(), training.output());
            assertTrue(training.output().contains("going on after step "), training.output());
        }
        assertArrayEquals(undisturbed, parameters("driver-killed"));
        assertEquals(lines("here"), lines("driver-killed"));
        try (Stream<Path> files = Files.walk(directory.resolve("driver-killed"))) {
            assertTrue(files.noneMatch(file -> file.toString().endsWith(".part")));
        }
    }

    @Test
    void whoDoesNotKnowTheSecretIsRefused() throws Exception {
        assertEquals(4, stranger.exitCode(), stranger.output());
        String sentence = "hig: the cluster " + cluster.master()
                + " cannot be reached or refuses: check its address, that it runs, and that"
                + " spark.authenticate.secret is the one it has";
        assertTrue(stranger.output().contains(sentence), stranger.output());
        assertFalse(stranger.output().contains("guessed"), stranger.output());
        assertFalse(Files.readString(directory.resolve("stranger/log.txt")).contains("guessed"));
        assertFalse(Files.exists(directory.resolve("stranger/model")));
    }

    /** The same command whether it is the first time or not. */
    private static ChildProcess train(String master, String run, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--master", master, "--executor-memory", "512m"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--class", "org.halfinverse.cli.Hig", APPLICATION, "train"));
        arguments.addAll(List.of(directory.resolve("experiment.conf").toString(), "--resume"));
        arguments.addAll(List.of("--output", directory.resolve(run).toString()));
        return cluster.submit(directory, run, arguments);
    }

    /** Waits until the metrics have stood still for a second. */
    private static long awaitStandstill(String run) throws Exception {
        long before = -1;
        while (lines(run) != before) {
            before = lines(run);
            TimeUnit.SECONDS.sleep(1);
        }
        return before;
    }

    private static long lines(String run) {
        return RunFiles.lines(directory.resolve(run));
    }

    private static byte[] parameters(String run) throws IOException {
        return RunFiles.parameters(directory.resolve(run));
    }
}
