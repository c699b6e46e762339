package org.halfinverse.python;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An interpreter of Python on this machine that has what a test needs, and the simulators of the tests. */
public final class PythonForTests {
    private static final String INSTALLER = "scripts/dev/install-python";
    private static final int INSTALLATION_SECONDS = 600;
    private static final Map<String, Optional<String>> FOUND = new ConcurrentHashMap<>();

    private PythonForTests() {}

    /** One with NumPy, which is installed first if there is none; where that cannot be done the test is skipped. */
    public static String withNumpy() {
        return with("numpy", true);
    }

    /** One with PyTorch; where there is none the test is skipped, since PyTorch is too large to install by the way. */
    public static String withTorch() {
        return with("torch", false);
    }

    /** A simulator of the tests. */
    public static Path simulator(String name) {
        try {
            return Path.of(Objects.requireNonNull(PythonForTests.class.getResource("/python/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a process is one of those in which simulators run. */
    public static boolean isWorker(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("worker.py");
    }

    /** A copy of the oscillators and the module beside them, which gets processes of its own. */
    static Path copiedOscillators(Path directory) throws IOException {
        Files.copy(simulator("springs.py"), directory.resolve("springs.py"));
        return Files.copy(simulator("oscillators.py"), directory.resolve("oscillators.py"));
    }

    private static String with(String module, boolean install) {
        Optional<String> python = FOUND.computeIfAbsent(module, m -> find(m, install));
        String untested = "Simulators in Python are NOT TESTED with " + module + ": no python3 has it, and " + INSTALLER
                + (install ? " cannot install it" : " " + module + " installs it");
        if (python.isEmpty()) {
            sayAloud(untested);
        }
        assumeTrue(python.isPresent(), untested);
        return python.orElseThrow();
    }

    private static Optional<String> find(String module, boolean install) {
        Optional<String> python = having(module);
        if (python.isEmpty() && install) {
            run(INSTALLATION_SECONDS, Path.of(INSTALLER).toAbsolutePath().toString());
            return having(module);
        }
        return python;
    }

    private static Optional<String> having(String module) {
        Stream<String> onPath =
                Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(directory -> directory + "/python3");
        return Stream.concat(Stream.of("/usr/bin/python3"), onPath) // first of all no script that looks for one
                .filter(python -> Files.isExecutable(Path.of(python)))
                .filter(python -> run(60, python, "-c", "import numpy, " + module))
                .findFirst();
    }

    private static boolean run(int seconds, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** To where Maven shows it: System.err of a test goes to a file that nobody opens when all is green. */
    private static void sayAloud(String sentence) {
        PrintStream console = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        console.println("WARNING: " + sentence);
    }
}
