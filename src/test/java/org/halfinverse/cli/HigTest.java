package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.halfinverse.physics.TooManyOutputs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HigTest {
    @Test
    void withoutACommandItSaysWhatItCanDo() {
        Command command = Command.hig();
        assertEquals(0, command.exitCode());
        for (String word : List.of("train", "check", "Exit codes", "conf/toy-ill-conditioned.conf")) {
            assertTrue(command.out().contains(word), command.out());
        }
    }

    /** As where it is a file on a full disk, or a pipe whose reader has gone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "train --help",
                "plan conf/toy.conf --set optimizer.solver=gram --set execution.mode=driver"
            })
    void standardOutputThatCannotBeWrittenExitsWith4(String arguments) {
        Command command = Command.withoutOutput(arguments.split(" "));
        assertEquals(4, command.exitCode(), command.err());
        assertEquals("hig: standard output cannot be written", command.err().strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "compare", "sweep", "predict", "report", "plan", "check", "bench"})
    void everyCommandExplainsItselfWithExamples(String name) {
        Command command = Command.hig(name, "--help");
        assertEquals(0, command.exitCode());
        for (String word : List.of("Usage: hig " + name, "xample", "scripts/hig " + name)) {
            assertTrue(command.out().contains(word), command.out());
        }
        assertFalse(
                command.out().matches("(?s).*\\R  scripts/hig[^\\n]*\\R\\S.*"), "a broken example: " + command.out());
    }

    @Test
    void aFileSystemThatIsNoneIsToldByTheCommandThatNeedsIt() {
        String setting = "spark.hadoop.fs.defaultFS";
        System.setProperty(setting, "a:b:c|d");
        try {
            assertDoesNotThrow(HeadStart.begin(false)::await);
            Command.hig("check", "conf/toy.conf").refused(2, "conf/toy.conf cannot be looked up: Illegal character");
        } finally {
            System.clearProperty(setting);
        }
    }

    @Test
    void tellsItsVersion() {
        assertTrue(Command.hig("--version").out().matches("hig-spark \\d+\\.\\d+\\.\\d+.*\\R"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toy",
                "toy-ill-conditioned",
                "oscillators-linear",
                "oscillators-nonlinear",
                "quantum-dipole",
                "poisson",
                "heat-inversion",
                "burgers-control"
            })
    void theDerivativesOfTheExamplesAreRightTo1eMinus7(String name) {
        Command command = Command.hig("check", "conf/" + name + ".conf", "--parameters", "300");
        assertEquals(0, command.exitCode(), command.err());
        boolean constantJacobian =
                Set.of("oscillators-linear", "poisson", "heat-inversion").contains(name);
        long checks = constantJacobian ? 15 : 14;
        assertEquals(
                checks,
                command.out().lines().filter(line -> line.startsWith("ok ")).count(),
                command.out());
        assertTrue(command.out().lines().allMatch(line -> line.length() <= 120), command.out());
        assertTrue(command.out().contains("all derivatives agree with central differences to 1e-07"), command.out());
    }

    @Test
    void aWrongDerivativeOfAUsersClassIsCaughtNamedAndExitsWith4(@TempDir Path directory) throws IOException {
        Path conf = directory.resolve("wrong.conf");
        Files.writeString(
                conf,
                "problem { class = \"org.halfinverse.cli.WrongSpring\", stiffness = 2 }\ntraining.max-epochs = 1\n");
        Command command = Command.hig("check", conf.toString());
        assertEquals(4, command.exitCode());
        assertTrue(command.out().contains("BAD   simulator Jacobian dy/du"), command.out());
        String place = "output y[0], control u[0]: computed 4.00000000000, by differences 2.000000";
        assertTrue(command.out().contains(place), command.out());
        assertTrue(command.err().startsWith("hig: 5 of 14 checks of wrong-spring fail; the first is "), command.err());
        String method = "org.halfinverse.cli.WrongSpring$Force.linearize: simulator Jacobian dy/du: sample ";
        assertTrue(command.err().contains(method), command.err());
        assertTrue(command.err().contains(place), command.err());
        assertEquals(1, command.err().lines().count(), command.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "check"})
    void aUsersSimulatorThatBreaksItsPromiseIsNamedAndExitsWith4(String name, @TempDir Path directory)
            throws IOException {
        Path conf = directory.resolve("broken.conf");
        Files.writeString(conf, """
                problem.class = "org.halfinverse.cli.BrokenPromise"
                training.max-epochs = 1
                output.directory = "%s"
                """.formatted(directory.resolve("run")));
        Command command = Command.hig(name, conf.toString());
        assertEquals(4, command.exitCode(), command.err());
        assertEquals(
                "hig: org.halfinverse.physics.TooManyOutputs.simulate threw IllegalStateException for sample 0: "
                        + TooManyOutputs.SENTENCE,
                command.err().strip());
    }
}
