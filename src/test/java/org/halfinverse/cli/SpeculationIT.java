package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Copies of slow tasks, of which Spark takes whichever ends first, change nothing. Spark makes them on another machine
 * only, hence two addresses of the loopback interface.
 */
class SpeculationIT {
    private static final String APPLICATION =
            Path.of(System.getProperty("hig.application.jar")).toAbsolutePath().toString();

    @TempDir
    private Path directory;

    @Test
    void copiesOfTasksGiveTheSameBytes() throws Exception {
        Path events = Files.createDirectory(directory.resolve("events"));
        Map<String, String> settings = new TreeMap<>();
        settings.put("spark.speculation", "true");
        settings.put("spark.speculation.interval", "1ms");
        settings.put("spark.speculation.minTaskRuntime", "1ms");
        settings.put("spark.speculation.multiplier", "0.01");
        settings.put("spark.speculation.quantile", "0.01");
        settings.put("spark.speculation.efficiency.enabled", "false");
        settings.put("spark.locality.wait", "0"); // copies may run where the samples are not cached
        settings.put("spark.eventLog.enabled", "true");
        settings.put("spark.eventLog.compress", "false");
        settings.put("spark.eventLog.dir", events.toUri().toString());
        Path home = Files.createDirectory(directory.resolve("cluster"));
        try (StandaloneCluster cluster = StandaloneCluster.start(home, settings)) {
            cluster.addWorker("127.0.0.1", 1, "600m");
            cluster.addWorker("127.0.0.2", 1, "600m");
            byte[] there = train(cluster, cluster.master(), "there");
            assertTrue(log(events).contains("\"Speculative\":true"), "no task was copied");
            assertArrayEquals(train(cluster, "local[2]", "here"), there);
        }
    }

    private static String log(Path events) throws IOException {
        StringBuilder log = new StringBuilder();
        try (Stream<Path> files = Files.walk(events)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                log.append(Files.readString(file));
            }
        }
        return log.toString();
    }

    private byte[] train(StandaloneCluster cluster, String master, String name) throws Exception {
        Path run = directory.resolve(name);
        List<String> arguments = new ArrayList<>(List.of("--master", master, "--executor-memory", "512m"));
        arguments.addAll(List.of("--class", "org.halfinverse.cli.Hig", APPLICATION));
        Path conf = Path.of("conf", "oscillators-linear.conf").toAbsolutePath();
        arguments.addAll(List.of("train", conf.toString(), "--output", run.toString()));
        for (String setting : List.of(
                "execution.mode=cluster",
                "execution.blocks=3",
                "optimizer.solver=gram",
                "problem.samples=1000",
                "problem.test-samples=0",
                "training.batch-size=500",
                "training.max-steps=10")) {
            arguments.addAll(List.of("--set", setting));
        }
        try (JvmProcess submit = cluster.submit(directory, name, arguments)) {
            assertEquals(0, submit.exitCode(), submit.output());
        }
        return Files.readAllBytes(run.resolve("model/parameters.npy"));
    }
}
