package org.halfinverse.cli;

import static org.halfinverse.cli.ChildProcess.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings that {@code deploy/yarn/submit.sh} starts on YARN, with authentication and encryption and a run directory on
 * HDFS, and what may befall them there. {@code scripts/hadoop-cluster} starts both.
 */
@Tag("cluster")
class YarnIT {
    private static final Pattern HDFS = Pattern.compile("HDFS at (hdfs://localhost:\\d+)");
    private static final Pattern READY = Pattern.compile("(submit\\.sh hdfs:\\S+)");
    private static final String DRIVER = "org.apache.spark.deploy.yarn.ApplicationMaster";
    private static final String EXECUTOR = "org.apache.spark.executor.YarnCoarseGrainedExecutorBackend";
    private static final Storage STORAGE = new Storage(Map.of());
    private static final String CONFIGURATION = """
            problem { type = oscillators-linear, samples = 768, test-samples = 64 }
            network.hidden = [8, 8]
            optimizer { type = hig, learning-rate = 0.3, solver = gram }
            training { batch-size = 512, max-steps = 16 }
            execution { mode = cluster, blocks = 4 }
            output { evaluate-every = 4, checkpoint-every = 4 }
            """;

    @TempDir
    private static Path directory;

    private static Path home;
    private static ChildProcess cluster;
    private static String hdfs;

    @BeforeAll
    static void trainInOneJvm() throws Exception {
        home = Files.createDirectory(directory.resolve("cluster"));
        String quick = String.join(" ", ChildProcess.SHORT_LIVED);
        Map<String, String> settings = new TreeMap<>(Map.of(
                "spark.driver.memory", "768m",
                "spark.executor.memory", "512m",
                "spark.executor.instances", "2",
                "spark.executor.extraJavaOptions", quick,
                "spark.scheduler.minRegisteredResourcesRatio", "1.0",
                "spark.ui.enabled", "false"));
        List<String> command = new ArrayList<>();
        command.add(Path.of("scripts", "hadoop-cluster").toAbsolutePath().toString());
        command.add(home.toString());
        settings.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
        cluster = new ChildProcess(
                directory, directory.resolve("script.log"), Map.of("SPARK_DAEMON_JAVA_OPTS", quick), command);
        hdfs = cluster.await(HDFS);
        cluster.await(READY);
        STORAGE.writeText(hdfs + "/my.conf", CONFIGURATION);
        List<String> submit =
                new ArrayList<>(List.of(home.resolve("bin/spark-submit").toString(), "--master"));
        submit.addAll(List.of("local[2]", "--class", "org.halfinverse.cli.Hig", "--driver-java-options"));
        submit.add("-Dlog4j2.configurationFile="
                + Path.of("conf", "log4j2.properties").toAbsolutePath());
        submit.add(Path.of(System.getProperty("hig.application.jar"))
                .toAbsolutePath()
                .toString());
        submit.addAll(List.of("train", hdfs + "/my.conf", "--output", path("undisturbed")));
        try (ChildProcess training = start("undisturbed", submit)) {
            assertEquals(0, training.exitCode(), training.output());
        }
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aContainerThatIsKilledChangesNoBitWhereTheDriverIsAClient() throws Exception {
        try (ChildProcess training = submit("container-killed", "--client")) {
            await(() -> lines("container-killed") >= 4 && processes(EXECUTOR).size() == 2, training);
            processes(EXECUTOR).get(0).destroyForcibly();
            long then = lines("container-killed");
            assertEquals(0, training.exitCode(), training.output());
            assertTrue(then < lines("container-killed"), "it was not over before");
        }
        assertSame("container-killed");
    }

    @Test
    void anApplicationMasterThatIsKilledGoesOnFromItsCheckpointInTheNextAttempt() throws Exception {
        String checkpoint = path("master-killed") + "/checkpoints/step-000000004/SHA256SUMS";
        try (ChildProcess training = submit("master-killed")) {
            await(() -> STORAGE.exists(checkpoint), training);
            processes(DRIVER).forEach(ProcessHandle::destroyForcibly);
            assertEquals(0, training.exitCode(), training.output());
        }
        assertTrue(containerOutput("_02_").contains("going on after step "), "no second attempt");
        assertSame("master-killed");
    }

    private static void assertSame(String run) throws IOException {
        String parameters = "/model/parameters.npy";
        assertArrayEquals(read(path("undisturbed") + parameters), read(path(run) + parameters));
        String metrics = "/metrics.jsonl";
        assertEquals(
                RunFiles.metrics(text(path("undisturbed") + metrics)), RunFiles.metrics(text(path(run) + metrics)));
    }

    private static ChildProcess submit(String run, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of("deploy", "yarn", "submit.sh").toAbsolutePath().toString());
        command.addAll(List.of(options));
        command.addAll(List.of("/my.conf", "/runs/" + run)); // without a scheme: on HDFS
        return start(run, command);
    }

    private static ChildProcess start(String name, List<String> command) throws IOException {
        Map<String, String> environment = Map.of(
                "SPARK_HOME", home.toString(),
                "HADOOP_CONF_DIR", home.resolve("hadoop/conf").toString());
        return new ChildProcess(directory, directory.resolve(name + ".log"), environment, command);
    }

    /** The containers' own processes, without the shells that start them. */
    private static List<ProcessHandle> processes(String mainClass) {
        return cluster.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .filter(process -> process.info().commandLine().orElse("").contains(mainClass))
                .toList();
    }

    /** What containers of an attempt printed. */
    private static String containerOutput(String attempt) throws IOException {
        StringBuilder output = new StringBuilder();
        try (Stream<Path> files = Files.walk(home.resolve("hadoop"))) {
            for (Path file : files.filter(path -> path.endsWith("stdout") || path.endsWith("stderr"))
                    .filter(path -> path.toString().contains(attempt))
                    .toList()) {
                output.append(Files.readString(file));
            }
        }
        return output.toString();
    }

    private static String path(String run) {
        return hdfs + "/runs/" + run;
    }

    private static long lines(String run) {
        String metrics = path(run) + "/metrics.jsonl";
        return STORAGE.exists(metrics) ? text(metrics).lines().count() : 0;
    }

    private static String text(String path) {
        return new String(read(path), StandardCharsets.UTF_8);
    }

    private static byte[] read(String path) {
        try (var input = STORAGE.open(path)) {
            return input.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
