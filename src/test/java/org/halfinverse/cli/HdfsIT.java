package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings whose run directory is on HDFS, with one DataNode where files ask for three replicas, as small clusters and
 * those in trouble have it.
 */
@Tag("platform")
class HdfsIT {
    private static final Pattern READY = Pattern.compile("HDFS (hdfs://\\S+)");
    private static final int STEPS = 1000;
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private static Path directory;

    private static ChildProcess cluster;
    private static String hdfs;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cluster = ChildProcess.java(
                directory,
                directory.resolve("hdfs.log"),
                List.of(
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("hig.hadoop.minicluster") + ":" + ChildProcess.sparkClasspath(),
                        Path.of("src/test/hadoop/HadoopCluster.java")
                                .toAbsolutePath()
                                .toString(),
                        directory.resolve("hdfs").toString()));
        hdfs = cluster.await(READY);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aKilledDriverLosesNoLineOfMetricsAndNoBit() throws Exception {
        assertEquals(0, train("undisturbed", Integer.MAX_VALUE));
        int killed = 0;
        for (int lines = 150; lines <= 750; lines += 300) { // before, between and after checkpoints
            killed += train("killed", lines) == 0 ? 0 : 1;
        }
        assertEquals(3, killed);
        assertEquals(0, train("killed", Integer.MAX_VALUE));
        assertArrayEquals(theta("undisturbed"), theta("killed"));
        List<ObjectNode> metrics = metrics("undisturbed");
        assertEquals(STEPS, metrics.stream().filter(line -> line.has("loss")).count());
        assertEquals(metrics, metrics("killed"));
    }

    /**
     * Trains, or goes on with it.
     *
     * @param run name of its directory
     * @param lines of metrics after which the driver is killed
     * @return the exit code
     */
    private static int train(String run, int lines) throws Exception {
        String metrics = path(run) + "/metrics.jsonl";
        try (ChildProcess driver = ChildProcess.hig(
                directory,
                directory.resolve(run + ".log"),
                "",
                List.of("-Dspark.master=local[1]"),
                List.of(
                        "train",
                        Path.of("conf/toy.conf").toAbsolutePath().toString(),
                        "--resume",
                        "--quiet",
                        "--output",
                        path(run),
                        "--set=execution.mode=driver",
                        "--set=optimizer.solver=direct",
                        "--set=training.max-epochs=" + STEPS,
                        "--set=output.checkpoint-every=100",
                        "--set=output.evaluate-every=500"))) {
            if (lines < Integer.MAX_VALUE) {
                driver.killWhen(
                        () -> STORAGE.exists(metrics) && text(metrics).lines().count() >= lines);
            }
            int exitCode = driver.exitCode();
            assertTrue(lines < Integer.MAX_VALUE || exitCode == 0, driver.output());
            return exitCode;
        }
    }

    private static String path(String run) {
        return hdfs + "/runs/" + run;
    }

    private static byte[] theta(String run) throws IOException {
        try (var input = STORAGE.open(path(run) + "/model/parameters.npy")) {
            return input.readAllBytes();
        }
    }

    private static List<ObjectNode> metrics(String run) throws IOException {
        return RunFiles.metrics(text(path(run) + "/metrics.jsonl"));
    }

    private static String text(String path) {
        try (var input = STORAGE.open(path)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
