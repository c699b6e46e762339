package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.halfinverse.python.PythonForTests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault of a simulator in Python is one sentence that names its function, the line, the sample, and what was wrong. */
class FaultyPythonTest extends OnToyRun {
    @Override
    @BeforeEach
    void configure() {
        super.configure();
        toy.configure("""
            problem { type = python, file = "%s", python = "%s", samples = 20, test-samples = 0 }
            network { hidden = [3] }
            training { batch-size = 20, max-epochs = 1 }
            execution.blocks = 1
            """.formatted(PythonForTests.simulator("faulty.py"), PythonForTests.withNumpy()));
    }

    @Test
    void withoutAFaultItTrainsAndPassesEveryCheck() {
        for (String optimizer : List.of("hig", "adam", "levenberg-marquardt")) {
            Command command = run(
                    "none", "train", "--set", "optimizer.type=" + optimizer, "--output", directory + "/" + optimizer);
            assertEquals(0, command.exitCode(), command.err());
        }
        assertEquals(0, run("none", "check").exitCode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        raises             | 4 | faulty.simulate raised KeyError for sample 17: 'friction' (faulty.py:53, in deeper)
        exits              | 4 | faulty.simulate raised SystemExit for sample 17: tired (faulty.py:40, in simulate)
        exits at once      | 4 | faulty.simulate ended its process for sample 17, with exit code 7
        crashes            | 4 | faulty.simulate ended its process for sample 17, by signal 11 (faulty.py:44, in simulate)
        NaN                | 3 | faulty.simulate gave NaN at output y[1] of sample 17, whose largest control is
        float32            | 4 | faulty.simulate returned an array of float32 for sample 0 instead of float64 (faulty.py:13)
        shape              | 4 | faulty.simulate returned an array of shape (1, 1) for sample 0 instead of (1, 2) (faulty.py:13)
        nothing            | 4 | faulty.simulate returned None for sample 0 instead of an array of shape (1, 2) (faulty.py:13)
        width of Jacobian  | 4 | faulty.linearize returned a Jacobian of shape (1, 2, 1) for sample 0 instead of (1, 2, 2) (faulty.py:56)
        NaN in linearize   | 3 | faulty.linearize gave NaN at output y[1], control u[0] of sample 17
        changes its input  | 4 | faulty.simulate raised ValueError for sample 0: output array is read-only (x and u must not be changed: copy them first) (faulty.py:34, in simulate)
        draw raises        | 4 | faulty cannot be loaded: it raised LookupError: no more samples (faulty.py:70, in draw)
        draw raises later  | 4 | faulty.draw raised LookupError for samples 0 to 15: no more samples (faulty.py:70, in draw)
        draws float32      | 4 | faulty.draw returned targets of shape (), but must have two dimensions (faulty.py:66)
        """)
    void aFaultIsToldByTrain(String fault, int exitCode, String sentence) {
        assertTold(run(fault, "train"), exitCode, sentence);
    }

    @Test
    void whatTakesTooLongIsTold() {
        String sentence = "hig: faulty.simulate gave no answer for sample 17 within 1 s, which is problem.timeout"
                + " (faulty.py:46, in simulate)";
        assertTold(run("sleeps", "train", "--set", "problem.timeout=1"), 4, sentence);
    }

    @Test
    void whatIsPrintedGoesToTheLog() throws IOException {
        Command command = run("prints", "train", "--quiet");
        assertEquals(0, command.exitCode(), command.err());
        assertEquals("", command.out() + command.err());
        String log = Files.readString(directory.resolve("run/log.txt"));
        assertTrue(log.contains("faulty prints: xxx"), log);
        assertTrue(log.contains("faulty prints more, which is left out"), log);
        assertTrue(log.length() < 1_000_000, "a log of " + log.length());
    }

    @Test
    void stateThatIsKeptBetweenCallsIsFoundByCheck() {
        Command command = run("keeps state", "check");
        assertEquals(4, command.exitCode());
        assertTrue(command.out().contains("BAD   samples independent"), command.out());
        assertTrue(command.err().contains("faulty.simulate"), command.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        problem.file=none.py             | problem.file = none.py cannot be read: no such file
        problem.file=""                  | problem.file is missing
        problem.python=python-none       | problem.python = python-none cannot be started: No such file or directory
        problem.derivatives=finite       | problem.derivatives = finite is unknown: use one of auto, given, torch, jax, complex-step
        problem.timeout=0                | problem.timeout = 0.0 must be a positive number of seconds
        problem.parameters.lenght=1      | problem.parameters.lenght is not a parameter of any of its functions
        problem.parameters=1             | problem.parameters must be a block { … }, not 1
        """)
    void aSettingThatDoesNotFitIsToldWith2(String setting, String sentence) {
        assertTold(Command.hig("plan", conf.toString(), "--set", setting), 2, sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        import nothing_like_that           | broken cannot be loaded: it raised ModuleNotFoundError: No module named 'nothing_like_that' (broken.py:1, in <module>)
        def simulate(x, u: return u        | broken cannot be loaded: it raised SyntaxError:
        def simulation(x, u): return u     | broken.simulate is not defined, which maps x and u to y (broken.py:1)
        def simulate(x): return x          | broken.simulate cannot be called with the arguments (x, u): too many positional arguments
        simulate = lambda x, u: u          | broken.control_size is not defined: give the file a line such as control_size = 2
        """)
    void aFileThatIsNoSimulatorIsToldWith4(String source, String sentence) throws IOException {
        Path file = Files.writeString(directory.resolve("broken.py"), source + "\n");
        assertTold(Command.hig("plan", conf.toString(), "--set", "problem.file=" + file), 4, sentence);
    }

    @Test
    void withoutADrawFunctionTheFilesWithSamplesAreAskedFor() {
        Path file = PythonForTests.simulator("oscillators_alone.py");
        assertTold(
                Command.hig("train", conf.toString(), "--set", "problem.file=" + file),
                4,
                "oscillators_alone.draw is not defined for sample 0: define draw(indices, seed), or name files with"
                        + " samples in problem.data");
    }

    @Test
    void resumeRefusesAnotherFile() throws IOException {
        Path copy = Files.copy(PythonForTests.simulator("faulty.py"), directory.resolve("faulty.py"));
        String[] train = {"train", conf.toString(), "--quiet", "--set", "problem.file=" + copy};
        assertEquals(0, Command.hig(train).exitCode());
        String[] resume = {
            "train",
            conf.toString(),
            "--quiet",
            "--resume",
            "--set",
            "problem.file=" + copy,
            "--set",
            "training.max-epochs=2"
        };
        Command same = Command.hig(resume);
        assertEquals(0, same.exitCode(), same.err());
        Files.writeString(copy, "\n", java.nio.file.StandardOpenOption.APPEND);
        Command other = Command.hig(resume);
        assertEquals(5, other.exitCode(), other.err());
        assertTrue(other.err().contains("another content of the faulty.py"), other.err());
        String model = Files.readString(directory.resolve("run/model/model.json"));
        for (String key : List.of("faulty.py.sha256", "numpy", "python", "derivatives")) {
            assertTrue(model.contains("\"" + key + "\" : "), model);
        }
    }

    private Command run(String fault, String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, conf.toString()));
        arguments.addAll(command.equals("check") ? List.of("--samples=20") : List.of());
        arguments.addAll(List.of("--set", "problem.parameters.fault=" + fault));
        arguments.addAll(List.of(more));
        return Command.hig(arguments.toArray(String[]::new));
    }

    private static void assertTold(Command command, int exitCode, String sentence) {
        assertEquals(exitCode, command.exitCode(), command.err());
        String told = command.err()
                .lines()
                .filter(line -> line.startsWith("hig: "))
                .reduce((a, b) -> b)
                .orElse("");
        assertTrue(told.contains(sentence), command.err());
    }
}
