package org.halfinverse.cli;

import static org.halfinverse.cli.ChildProcess.assertGone;
import static org.halfinverse.cli.ChildProcess.await;
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
import java.util.stream.Stream;
import org.halfinverse.python.PythonForTests;
import org.halfinverse.run.GoldenCase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulator in Python on a cluster of two workers, and what may befall its processes there. */
@Tag("cluster")
class PythonClusterIT {
    private static final String APPLICATION =
            Path.of(System.getProperty("hig.application.jar")).toAbsolutePath().toString();

    @TempDir
    private static Path directory;

    private static StandaloneCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        PythonForTests.withNumpy();
        cluster = StandaloneCluster.start(directory.resolve("cluster"), 2, Map.of());
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Five golden steps by each of four solvers, from a copy of the file and the module beside it. */
    @Test
    void fiveStepsFollowTheReferenceByEachSolver() throws Exception {
        GoldenCase golden = GoldenCase.of("linear_oscillators-dual", "hig");
        List<String> settings = new ArrayList<>(golden.overrides(directory.resolve("golden"), "auto", "cluster"));
        settings.removeIf(setting -> setting.startsWith("optimizer.solver"));
        Path conf = Files.writeString(directory.resolve("golden.conf"), """
            problem { type = python, file = "%s", python = "%s" }
            compare = [
              { name = direct, optimizer.solver = direct }, { name = kernel, optimizer.solver = kernel }
              { name = gram, optimizer.solver = gram }, { name = mllib, optimizer.solver = mllib }
            ]
            """.formatted(
                        PythonForTests.simulator("oscillators.py"), PythonForTests.withNumpy()));
        List<String> command = new ArrayList<>(List.of("compare", conf.toString()));
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        try (ChildProcess comparison = submit("golden", command)) {
            assertEquals(0, comparison.exitCode(), comparison.output());
        }
        for (String solver : List.of("direct", "kernel", "gram", "mllib")) {
            double error =
                    golden.worstParameterError(directory.resolve("golden").resolve(solver));
            assertTrue(error <= 1e-8, solver + ": relative error " + error);
        }
        try (Stream<Path> files = Files.walk(directory.resolve("cluster"))) {
            assertTrue(
                    files.anyMatch(file -> file.toString().matches(".*/hig-python-\\w+/springs\\.py")),
                    "no copy was sent");
        }
    }

    /** First a process of Python, then an executor with its own: to the bits of an undisturbed training. */
    @Test
    void killedProcessesAndExecutorsChangeNoBitAndLeaveNoProcess() throws Exception {
        try (ChildProcess undisturbed = train("undisturbed")) {
            assertEquals(0, undisturbed.exitCode(), undisturbed.output());
        }
        List<ProcessHandle> pythons;
        try (ChildProcess training = train("disturbed")) {
            await(() -> lines("disturbed") > 3 && !pythons().isEmpty(), training);
            pythons().forEach(ProcessHandle::destroyForcibly);
            long steps = lines("disturbed");
            await(() -> lines("disturbed") > steps + 2 && !pythons().isEmpty(), training);
            pythons = pythons();
            cluster.executors().get(0).destroyForcibly();
            assertEquals(0, training.exitCode(), training.output());
        }
        assertArrayEquals(parameters("undisturbed"), parameters("disturbed"));
        assertGone(pythons);
    }

    @Test
    void noProcessOutlivesADriverThatIsKilled() throws Exception {
        List<ProcessHandle> pythons;
        try (ChildProcess training = train("killed")) {
            await(() -> lines("killed") > 3 && !pythons().isEmpty(), training);
            pythons = pythons();
            training.kill();
        }
        assertGone(pythons);
        assertFalse(Files.exists(directory.resolve("killed/model")));
    }

    private static ChildProcess train(String run) throws IOException {
        Path conf = Files.writeString(directory.resolve(run + ".conf"), """
            problem { type = python, file = "%s", python = "%s", samples = 64, test-samples = 0, parameters.pause = 0.1 }
            network.hidden = [6]
            training { batch-size = 32, max-steps = 30 }
            execution { mode = cluster, blocks = 2 }
            output { directory = "%s", evaluate-every = 0 }
            """.formatted(
                PythonForTests.simulator("oscillators.py"), PythonForTests.withNumpy(), directory.resolve(run)));
        return submit(run, List.of("train", conf.toString()));
    }

    private static ChildProcess submit(String name, List<String> command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--master", cluster.master(), "--executor-memory", "512m"));
        arguments.addAll(List.of("--class", "org.halfinverse.cli.Hig", APPLICATION));
        arguments.addAll(command);
        return cluster.submit(directory, name, arguments);
    }

    /** Those of executors. */
    private static List<ProcessHandle> pythons() {
        return cluster.executors().stream()
                .flatMap(ProcessHandle::children)
                .filter(PythonForTests::isWorker)
                .toList();
    }

    private static long lines(String run) {
        return RunFiles.lines(directory.resolve(run));
    }

    private static byte[] parameters(String run) throws IOException {
        return RunFiles.parameters(directory.resolve(run));
    }
}
