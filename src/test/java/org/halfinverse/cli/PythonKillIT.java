package org.halfinverse.cli;

import static org.halfinverse.cli.ChildProcess.assertGone;
import static org.halfinverse.cli.ChildProcess.await;
import static org.halfinverse.cli.ChildProcess.signal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.halfinverse.python.PythonForTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a training in the driver, and of its processes of Python, when one of them is killed. */
class PythonKillIT {
    @TempDir
    private Path directory;

    @Test
    void aProcessThatIsKilledInTheMiddleOfAStepChangesNoBit() throws Exception {
        try (ChildProcess undisturbed = train("undisturbed");
                ChildProcess disturbed = train("disturbed")) {
            for (int kill = 0; kill < 3; kill++) {
                long steps = lines("disturbed");
                await(
                        () -> lines("disturbed") > steps + 2
                                && !pythons(disturbed).isEmpty(),
                        disturbed);
                pythons(disturbed).forEach(ProcessHandle::destroyForcibly);
            }
            assertEquals(0, disturbed.exitCode(), disturbed.output());
            assertEquals(0, undisturbed.exitCode(), undisturbed.output());
        }
        assertArrayEquals(parameters("undisturbed"), parameters("disturbed"));
    }

    @Test
    void noProcessOutlivesADriverThatIsKilled() throws Exception {
        List<ProcessHandle> left;
        try (ChildProcess training = train("killed", "--set", "problem.parameters.pause=60")) {
            await(() -> pythons(training).size() == 2, training);
            left = pythons(training);
            training.kill();
        }
        assertGone(left);
    }

    @Test
    void anInterruptedTrainingFinishesItsStepAndLeavesNoProcess() throws Exception {
        List<ProcessHandle> left;
        try (ChildProcess training = train("interrupted", "--set", "training.max-steps=1000000")) {
            await(() -> lines("interrupted") > 2, training);
            left = pythons(training);
            for (ProcessHandle one : left) { // as a terminal does, to all processes of the foreground
                signal("INT", one);
            }
            training.signal("INT");
            assertEquals(130, training.exitCode(), training.output());
        }
        assertGone(left);
        assertTrue(Files.exists(directory.resolve("interrupted/model/model.json")));
    }

    private ChildProcess train(String run, String... more) throws IOException {
        Path conf = directory.resolve(run + ".conf");
        Files.writeString(conf, """
            problem { type = python, file = "%s", python = "%s", samples = 64, test-samples = 0, parameters.pause = 0.02 }
            network.hidden = [6]
            training { batch-size = 32, max-steps = 30 }
            execution { mode = driver, blocks = 2 }
            output { directory = "%s", evaluate-every = 0 }
            """.formatted(
                PythonForTests.simulator("oscillators.py"), PythonForTests.withNumpy(), directory.resolve(run)));
        List<String> arguments = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path")));
        arguments.addAll(List.of("org.halfinverse.cli.Hig", "train", conf.toString()));
        arguments.addAll(List.of(more));
        return ChildProcess.java(Path.of("").toAbsolutePath(), directory.resolve(run + ".log"), arguments);
    }

    private static List<ProcessHandle> pythons(ChildProcess training) {
        return training.descendants().filter(PythonForTests::isWorker).toList();
    }

    private long lines(String run) {
        return RunFiles.lines(directory.resolve(run));
    }

    private byte[] parameters(String run) throws IOException {
        return RunFiles.parameters(directory.resolve(run));
    }
}
