package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program in a process of its own, with what it prints in a file. */
final class ChildProcess implements AutoCloseable {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String SPARK_OPTIONS = System.getProperty("hig.spark.jvm.options");

    /** For programs that run for seconds: what the optimising compiler costs, it does not bring in. */
    static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final int PATIENCE_SECONDS = 300;
    private static final int GRACE_SECONDS = 10;
    private static final int POLLING_MILLISECONDS = 20;

    private final Process process;
    private final Path log;

    /**
     * Starts a program.
     *
     * @param directory to run in
     * @param log takes its output, both streams
     * @param environment variables that begin with {@code SPARK_}: it gets no others of that kind
     * @param command and its arguments
     */
    ChildProcess(Path directory, Path log, Map<String, String> environment, List<String> command) throws IOException {
        this(log, builder(directory, environment, command).redirectOutput(log.toFile()));
    }

    private ChildProcess(Path log, ProcessBuilder builder) throws IOException {
        this.log = log;
        process = LibC.interruptible(builder.redirectErrorStream(true)::start);
    }

    private static ProcessBuilder builder(Path directory, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
        builder.environment().putAll(environment);
        return builder.directory(directory.toFile());
    }

    /**
     * Runs a program on a terminal, from its start to its end.
     *
     * @param directory to run in
     * @param log takes what the terminal shows
     * @param environment variables that begin with {@code SPARK_}: it gets no others of that kind
     * @param command and its arguments
     * @return its exit code
     */
    static int onTerminal(Path directory, Path log, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        try (Terminal terminal = new Terminal(log)) {
            ProcessBuilder builder = builder(directory, environment, command)
                    .redirectInput(terminal.device())
                    .redirectOutput(terminal.device());
            try (ChildProcess child = new ChildProcess(log, builder)) {
                terminal.start();
                return child.exitCode();
            }
        }
    }

    /**
     * Starts a Java program, with the options that Spark needs on this Java version.
     *
     * @param directory to run in
     * @param log takes its output, both streams
     * @param arguments of {@code java}
     */
    static ChildProcess java(Path directory, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA, "@" + SPARK_OPTIONS));
        command.addAll(SHORT_LIVED);
        command.addAll(arguments);
        return new ChildProcess(directory, log, Map.of(), command);
    }

    /**
     * Starts the application jar in one JVM with Spark, as {@code scripts/hig} does.
     *
     * @param directory to run in
     * @param log takes its output, both streams
     * @param added class path after Spark's, which may be empty
     * @param options of {@code java}
     * @param arguments of {@code hig}
     */
    static ChildProcess hig(Path directory, Path log, String added, List<String> options, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(options);
        command.add("-Dlog4j2.configurationFile="
                + Path.of("conf/log4j2.properties").toAbsolutePath());
        command.addAll(List.of(
                "-cp",
                System.getProperty("hig.application.jar") + ":" + sparkClasspath() + ":" + added,
                "org.halfinverse.cli.Hig"));
        command.addAll(arguments);
        return java(directory, log, command);
    }

    /** Spark's jars as Maven fetched them. */
    static String sparkClasspath() throws IOException {
        return Files.readString(Path.of(System.getProperty("hig.spark.classpath")))
                .strip();
    }

    /** Writes a line to its standard input. */
    void tell(String line) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    /** What it has printed. */
    String output() throws IOException {
        return Files.readString(log);
    }

    /** How many lines it has printed that begin with a text. */
    long printed(String start) {
        try {
            return output().lines().filter(line -> line.startsWith(start)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it ends. */
    int exitCode() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            fail("still running after " + PATIENCE_SECONDS + " s:\n" + output());
        }
        return process.exitValue();
    }

    /**
     * Waits until it has printed something.
     *
     * @param text what, with one group
     * @return the group
     */
    String await(Pattern text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            boolean mayPrintMore = process.isAlive() && System.nanoTime() < deadline;
            Matcher matcher = text.matcher(output());
            if (matcher.find()) {
                return matcher.group(1);
            }
            if (!mayPrintMore) {
                return fail("has not printed " + text + ":\n" + output());
            }
            TimeUnit.MILLISECONDS.sleep(POLLING_MILLISECONDS);
        }
    }

    /** Whether it still runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends it a signal. */
    void signal(String name) throws IOException, InterruptedException {
        signal(name, process.toHandle());
    }

    /** Sends a process a signal. */
    static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** The processes that it has started, and those that these have started, that still run. */
    Stream<ProcessHandle> descendants() {
        return process.descendants();
    }

    /**
     * Waits until something has come about.
     *
     * @param condition asked again and again
     * @param causes without which it cannot come about
     */
    static void await(BooleanSupplier condition, ChildProcess... causes) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            for (ChildProcess cause : causes) {
                if (!cause.isAlive()) {
                    fail("has ended before it came about:\n" + cause.output());
                }
            }
            if (System.nanoTime() > deadline) {
                fail("has not come about after " + PATIENCE_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(POLLING_MILLISECONDS);
        }
    }

    /** Waits until all processes of a list, which is not empty, have ended. */
    static void assertGone(List<ProcessHandle> processes) throws Exception {
        assertNotEquals(List.of(), processes);
        for (ProcessHandle process : processes) {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Ends it at once, as a machine does that loses its power. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /**
     * Waits until something has come about, and ends it then as {@link #kill} does; if it ends before, so be it.
     *
     * @param condition asked again and again
     */
    void killWhen(BooleanSupplier condition) throws InterruptedException {
        while (process.isAlive() && !condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(POLLING_MILLISECONDS);
        }
        kill();
    }

    /** Ends it and all that it has started, by force if need be. */
    @Override
    public void close() {
        List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        process.destroy();
        family.forEach(member -> member.onExit()
                .orTimeout(GRACE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(late -> {
                    member.destroyForcibly();
                    return member;
                })
                .join());
    }
}
