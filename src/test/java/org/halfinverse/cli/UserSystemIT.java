package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A system of a user's: a Maven project of its own, built against the application jar before these tests, with samples
 * in files, in a JVM and on a cluster whose executors know nothing of it.
 */
class UserSystemIT {
    private static final Path PROJECT =
            Path.of("target", "examples", "controlled-pendulum").toAbsolutePath();
    private static final String JAR =
            PROJECT.resolve("target/controlled-pendulum-1.0.jar").toString();
    private static final String APPLICATION =
            Path.of(System.getProperty("hig.application.jar")).toAbsolutePath().toString();

    @TempDir
    private Path directory;

    @Test
    void itsDerivativesAreExact() throws Exception {
        String spark = Files.readString(Path.of(System.getProperty("hig.spark.classpath")))
                .strip();
        String classPath = String.join(File.pathSeparator, APPLICATION, spark, JAR);
        List<String> check = List.of("-cp", classPath, "org.halfinverse.cli.Hig", "check", "conf/pendulum.conf");
        try (ChildProcess hig = ChildProcess.java(PROJECT, directory.resolve("check.log"), check)) {
            assertEquals(0, hig.exitCode(), hig.output());
            assertTrue(hig.output().contains("all derivatives agree with central differences to 1e-07"), hig.output());
        }
    }

    @Test
    void trainsOnExecutorsToTheBytesOfATrainingInOneJvm() throws Exception {
        Path here = directory.resolve("here");
        Path there = directory.resolve("there");
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"), 1, Map.of())) {
            train(cluster, "local[2]", here);
            train(cluster, cluster.master(), there);
            String executors = cluster.executorOutput();
            assertTrue(executors.contains("/jars/controlled-pendulum-1.0.jar to "), executors); // fetched
            assertTrue(executors.contains("Finished task 7.0 in stage"), executors); // the last of eight blocks
        }
        assertArrayEquals(parameters(here), parameters(there));
        List<JsonNode> metrics = metrics(there);
        double lossBefore = metrics.get(0).get("train_loss").asDouble();
        double lossAfter = metrics.get(metrics.size() - 1).get("train_loss").asDouble();
        assertTrue(lossAfter < 0.75 * lossBefore, () -> lossBefore + " before, " + lossAfter + " after");
    }

    /** One epoch. */
    private static void train(StandaloneCluster cluster, String master, Path run) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--master", master, "--executor-memory", "512m"));
        arguments.addAll(List.of("--jars", JAR, "--class", "org.halfinverse.cli.Hig", APPLICATION));
        arguments.addAll(List.of("train", "conf/pendulum.conf", "--output", run.toString()));
        for (String setting : List.of("execution.mode=cluster", "optimizer.solver=gram", "training.max-epochs=1")) {
            arguments.addAll(List.of("--set", setting));
        }
        try (ChildProcess submit = cluster.submit(PROJECT, run.getFileName().toString(), arguments)) {
            assertEquals(0, submit.exitCode(), submit.output());
            assertTrue(submit.output().contains("finished after 8 steps"), submit.output());
        }
    }

    private static byte[] parameters(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("model/parameters.npy"));
    }

    private static List<JsonNode> metrics(Path run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }
}
