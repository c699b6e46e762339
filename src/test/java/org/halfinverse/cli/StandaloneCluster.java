package org.halfinverse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The standalone cluster that {@code scripts/standalone-cluster} starts: a master and workers of one core each in JVMs
 * of their own, with authentication and encryption, and the {@code spark-submit} that belongs to them.
 */
final class StandaloneCluster implements AutoCloseable {
    private static final Pattern MASTER = Pattern.compile("--master (spark://127\\.0\\.0\\.1:\\d+)");
    private static final String EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend";

    private final Path home;
    private final ChildProcess script;
    private final String url;

    private StandaloneCluster(Path home, ChildProcess script, String url) {
        this.home = home;
        this.script = script;
        this.url = url;
    }

    /**
     * Starts it.
     *
     * @param home of the cluster, a directory that need not be there
     * @param workers how many
     * @param settings of Spark for all its processes
     */
    static StandaloneCluster start(Path home, int workers, Map<String, String> settings)
            throws IOException, InterruptedException {
        Files.createDirectories(home);
        String quick = String.join(" ", ChildProcess.SHORT_LIVED);
        List<String> command = new ArrayList<>();
        command.add(Path.of("scripts", "standalone-cluster").toAbsolutePath().toString());
        command.addAll(List.of(home.toString(), "--workers", String.valueOf(workers)));
        Map<String, String> all = new TreeMap<>(settings);
        all.put("spark.executor.extraJavaOptions", quick);
        all.put("spark.ui.enabled", "false");
        all.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
        Map<String, String> environment = Map.of("SPARK_DAEMON_JAVA_OPTS", quick);
        ChildProcess script = new ChildProcess(home, home.resolve("script.log"), environment, command);
        try {
            return new StandaloneCluster(home, script, script.await(MASTER));
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            script.close();
            throw e;
        }
    }

    /** {@code spark://127.0.0.1:PORT}. */
    String master() {
        return url;
    }

    /** The executors that run, each a process. */
    List<ProcessHandle> executors() {
        return script.descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(EXECUTOR))
                .toList();
    }

    /** What all executors printed so far, those that ended too. */
    String executorOutput() throws IOException {
        StringBuilder output = new StringBuilder();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file :
                    files.filter(path -> path.endsWith("stderr")).sorted().toList()) {
                output.append(Files.readString(file));
            }
        }
        return output.toString();
    }

    /**
     * Runs {@code spark-submit}, with the driver in its process.
     *
     * @param directory to run in
     * @param name of the file for its output
     * @param arguments of {@code spark-submit}
     * @return the process, to be closed
     */
    ChildProcess submit(Path directory, String name, List<String> arguments) throws IOException {
        List<String> options = new ArrayList<>(ChildProcess.SHORT_LIVED);
        options.add("-Dlog4j2.configurationFile="
                + Path.of("conf", "log4j2.properties").toAbsolutePath());
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/spark-submit").toString());
        command.addAll(List.of("--driver-memory", "768m", "--driver-java-options", String.join(" ", options)));
        command.addAll(arguments);
        return new ChildProcess(directory, home.resolve(name + ".log"), Map.of(), command);
    }

    /** Ends all processes. */
    @Override
    public void close() {
        script.close();
    }
}
