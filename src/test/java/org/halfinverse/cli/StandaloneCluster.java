package org.halfinverse.cli;

import java.io.File;
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
 * A standalone cluster of Spark on the loopback interface: a master and workers in JVMs of their own, and the {@code
 * spark-submit} that belongs to them.
 *
 * <p>It needs no Spark distribution: its home has links to the jars that Maven fetched, and the settings in {@code
 * conf/spark-defaults.conf}, where every process of a distribution, too, finds them.
 */
final class StandaloneCluster implements AutoCloseable {
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern REGISTERED = Pattern.compile("(Successfully registered) with master");
    private static final String LOOPBACK = "127.0.0.1";
    private static final String DAEMON_MEMORY = "-Xmx256m";

    private final Path home;
    private final JvmProcess master;
    private final String url;
    private final List<Worker> workers = new ArrayList<>();

    private StandaloneCluster(Path home, JvmProcess master, String url) {
        this.home = home;
        this.master = master;
        this.url = url;
    }

    /**
     * A machine of the cluster.
     *
     * @param daemon the process that starts executors
     * @param work where they run, with a directory for each application and in it for each executor
     */
    record Worker(JvmProcess daemon, Path work) {
        /** The executors that run, each a process. */
        List<ProcessHandle> executors() {
            return daemon.children().toList();
        }

        /** What all executors printed so far, those that ended too. */
        String executorOutput() throws IOException {
            StringBuilder output = new StringBuilder();
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file :
                        files.filter(path -> path.endsWith("stderr")).sorted().toList()) {
                    output.append(Files.readString(file));
                }
            }
            return output.toString();
        }
    }

    /**
     * Starts a master.
     *
     * @param home of the cluster, an empty directory
     * @param settings of Spark for all its processes, for instance {@code spark.authenticate}
     */
    static StandaloneCluster start(Path home, Map<String, String> settings) throws IOException, InterruptedException {
        Path jars = Files.createDirectory(home.resolve("jars"));
        for (String jar : Files.readString(Path.of(System.getProperty("hig.spark.classpath")))
                .strip()
                .split(File.pathSeparator, -1)) {
            Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
        }
        Map<String, String> defaults = new TreeMap<>();
        defaults.put("spark.master.rest.enabled", "false"); // a port without authentication, open by default
        defaults.put("spark.executor.extraJavaOptions", String.join(" ", JvmProcess.SHORT_LIVED));
        defaults.putAll(settings);
        List<String> lines = defaults.entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .toList();
        Files.write(Files.createDirectory(home.resolve("conf")).resolve("spark-defaults.conf"), lines);
        JvmProcess master = daemon(home, "master", LOOPBACK, "org.apache.spark.deploy.master.Master");
        try {
            return new StandaloneCluster(home, master, master.await(MASTER));
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            master.close();
            throw e;
        }
    }

    /**
     * Adds a machine.
     *
     * @param cores how many tasks it runs at once
     * @param memory for all its executors, for instance {@code 1g}
     * @return the machine, known to the master
     */
    Worker addWorker(int cores, String memory) throws IOException, InterruptedException {
        return addWorker(LOOPBACK, cores, memory);
    }

    /**
     * Adds a machine.
     *
     * @param host address under which it is known, which for Spark tells machines apart
     * @param cores how many tasks it runs at once
     * @param memory for all its executors, for instance {@code 1g}
     * @return the machine, known to the master
     */
    Worker addWorker(String host, int cores, String memory) throws IOException, InterruptedException {
        String name = "worker-" + (workers.size() + 1);
        Path work = Files.createDirectory(home.resolve(name));
        String[] capacity = {"--cores", String.valueOf(cores), "--memory", memory, "--work-dir", work.toString(), url};
        Worker worker = new Worker(daemon(home, name, host, "org.apache.spark.deploy.worker.Worker", capacity), work);
        workers.add(worker);
        worker.daemon.await(REGISTERED);
        return worker;
    }

    /** {@code spark://127.0.0.1:PORT}. */
    String master() {
        return url;
    }

    /**
     * Runs {@code spark-submit}, with the driver in its JVM.
     *
     * @param directory to run in
     * @param name of the file for its output
     * @param arguments of {@code spark-submit}
     * @return the process, to be closed
     */
    JvmProcess submit(Path directory, String name, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        Path logging = Path.of("conf", "log4j2.properties").toAbsolutePath();
        command.addAll(List.of("-Xmx768m", "-Dlog4j2.configurationFile=" + logging, "-cp", classPath(home)));
        command.add("org.apache.spark.deploy.SparkSubmit");
        command.addAll(arguments);
        return new JvmProcess(directory, log(home, name), environment(home), command);
    }

    /** Ends all processes. */
    @Override
    public void close() {
        workers.forEach(worker -> worker.daemon.close());
        master.close();
    }

    private static JvmProcess daemon(Path home, String name, String host, String mainClass, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(DAEMON_MEMORY, "-cp", classPath(home), mainClass));
        command.addAll(List.of("--host", host, "--port", "0", "--webui-port", "0"));
        command.addAll(List.of(arguments));
        return new JvmProcess(home, log(home, name), environment(home), command);
    }

    private static String classPath(Path home) {
        return home.resolve("conf") + File.pathSeparator + home.resolve("jars") + File.separator + "*";
    }

    private static Path log(Path home, String name) {
        return home.resolve(name + ".log");
    }

    private static Map<String, String> environment(Path home) {
        return Map.of(
                "SPARK_HOME",
                home.toString(),
                "SPARK_SCALA_VERSION",
                "2.13",
                "SPARK_LOCAL_IP",
                LOOPBACK,
                "SPARK_LOCAL_DIRS",
                home.resolve("scratch").toString());
    }
}
