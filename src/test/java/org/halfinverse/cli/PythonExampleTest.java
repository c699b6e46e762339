package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfinverse.python.PythonForTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page on simulators in Python shows is the example, and it trains. */
class PythonExampleTest {
    private static final Path EXAMPLE = Path.of("src/site/examples/python-pendulum");

    @TempDir
    private Path directory;

    @Test
    void thePageShowsTheFilesOfTheExample() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/python.md"));
        String simulator = Files.readString(EXAMPLE.resolve("pendulum.py"));
        String configuration = Files.readString(EXAMPLE.resolve("pendulum.conf"));
        assertTrue(page.contains("```python\n" + simulator + "```"));
        assertTrue(page.contains("```hocon\n" + configuration + "```"));
        assertTrue(simulator.lines().count() + configuration.lines().count() <= 30, "thirty lines of the user's");
    }

    /** From a mean loss of about 1 to a thousandth. */
    @Test
    void theExamplePassesEveryCheckAndLearns() throws IOException {
        String[] settings = {
            EXAMPLE.resolve("pendulum.conf").toString(),
            "--set",
            "problem.file=" + EXAMPLE.resolve("pendulum.py"),
            "--set",
            "problem.python=" + PythonForTests.withNumpy()
        };
        Command check = hig("check", settings);
        assertEquals(0, check.exitCode(), check.err() + check.out());
        Command train = hig("train", settings, "--quiet", "--output", directory.toString());
        assertEquals(0, train.exitCode(), train.err());
        double loss = new ObjectMapper()
                .readTree(directory.resolve("model/model.json").toFile())
                .at("/training/losses/test")
                .asDouble(Double.NaN);
        assertTrue(loss < 1e-3, "test loss " + loss);
    }

    private static Command hig(String command, String[] settings, String... more) {
        return Command.hig(java.util.stream.Stream.of(new String[] {command}, settings, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new));
    }
}
