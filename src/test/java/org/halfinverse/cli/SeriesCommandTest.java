package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons and sweeps as users make them. */
class SeriesCommandTest {
    private static final String CONFIGURATION = """
            problem { type = toy, samples = 40, test-samples = 10 }
            network.hidden = [4]
            training { batch-size = 20, max-steps = 6 }
            execution.mode = driver
            compare = [ { name = hig, optimizer.type = hig }, { name = adam, optimizer.type = adam } ]
            sweep { optimizer.learning-rate = [0.1, 1e200], seed = [1, 2] }
            """;

    @TempDir
    private Path directory;

    private Path runs;

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(directory.resolve("series.conf"), CONFIGURATION);
        runs = directory.resolve("runs");
    }

    @Test
    void aComparisonStartsAllFromTheSameParametersAndData() throws IOException {
        Command command = hig("compare");
        assertEquals(0, command.exitCode(), command.err());
        assertTrue(command.out().contains("1 of 2: hig; "), command.out());
        assertTrue(command.out().contains("finished after 6 steps"), command.out());
        JsonNode hig = metrics("hig").get(0);
        JsonNode adam = metrics("adam").get(0);
        for (String same : List.of("train_loss", "test_loss", "saturation", "trajectory", "target")) {
            assertEquals(hig.get(same), adam.get(same), same);
        }
        assertEquals(4, Files.readAllLines(runs.resolve("results.md")).size());
    }

    @Test
    void aDivergedRunIsRecordedAndTheOthersAreMade() throws IOException {
        Command command = hig("sweep");
        assertEquals(0, command.exitCode(), command.err());
        List<String> rows = Files.readAllLines(runs.resolve("results.csv"));
        assertEquals(5, rows.size());
        assertTrue(rows.get(1).startsWith("learning-rate=0.1_seed=1,0.1,1,finished,6,"), rows.get(1));
        assertTrue(rows.get(3).contains(",diverged,"), rows.get(3));
        assertEquals(3, Files.readAllLines(runs.resolve("summary.csv")).size());
    }

    @Test
    void whatIsDoneIsNotDoneAgainAndWhatIsNotGoesOn() throws IOException {
        assertEquals(0, hig("sweep").exitCode());
        Path finished = runs.resolve("learning-rate=0.1_seed=1");
        byte[] log = Files.readAllBytes(finished.resolve("log.txt"));
        byte[] parameters = Files.readAllBytes(runs.resolve("learning-rate=0.1_seed=2/model/parameters.npy"));
        new Storage(java.util.Map.of())
                .delete(runs.resolve("learning-rate=0.1_seed=2/model").toString()); // as if killed at its end
        Command again = hig("sweep");
        assertEquals(0, again.exitCode(), again.err());
        assertArrayEquals(log, Files.readAllBytes(finished.resolve("log.txt")), "the first run was not touched");
        assertTrue(again.out().contains("finished before after 6 steps"), again.out());
        assertTrue(again.out().contains("2 of 4: learning-rate=0.1_seed=2; "), again.out());
        assertFalse(again.out().contains("1 of 4: "), again.out());
        assertArrayEquals(
                parameters, Files.readAllBytes(runs.resolve("learning-rate=0.1_seed=2/model/parameters.npy")));
    }

    @Test
    void aLaterLimitLetsAllGoOn() throws IOException {
        assertEquals(0, hig("compare").exitCode());
        assertEquals(0, hig("compare", "--set", "training.max-steps=8").exitCode());
        assertEquals(
                8, metrics("adam").get(metrics("adam").size() - 1).get("step").asInt());
    }

    @Test
    void otherSettingsForRunsThatAreThereAreRefused() {
        assertEquals(0, hig("compare").exitCode());
        Command other = hig("compare", "--set", "seed=3");
        assertEquals(5, other.exitCode());
        assertTrue(other.err().contains(runs.resolve("hig") + " cannot be resumed with another "), other.err());
    }

    @Test
    void aRunThatFailsIsNamedAndTheOthersAreMade() throws IOException {
        Files.createDirectories(runs.resolve("hig"));
        Files.writeString(runs.resolve("hig/thesis.tex"), "years");
        Command command = hig("compare");
        assertEquals(0, command.exitCode());
        assertTrue(command.err().contains("warning: hig failed: output directory "), command.err());
        assertTrue(Files.readAllLines(runs.resolve("results.csv")).get(1).startsWith("hig,hig,failed,"));
        assertTrue(Files.exists(runs.resolve("adam/model/parameters.npy")));
    }

    @Test
    void quietPrintsNothing() throws IOException {
        Command command = hig("compare", "--quiet");
        assertEquals("", command.out() + command.err());
        try (Stream<Path> made = Files.list(runs)) {
            assertTrue(made.count() >= 4);
        }
    }

    private Command hig(String command, String... more) {
        List<String> arguments = new java.util.ArrayList<>(
                List.of(command, directory.resolve("series.conf").toString(), "--output", runs.toString()));
        arguments.addAll(List.of(more));
        return Command.hig(arguments.toArray(String[]::new));
    }

    private List<JsonNode> metrics(String run) throws IOException {
        List<JsonNode> lines = new java.util.ArrayList<>();
        for (String line : Files.readAllLines(runs.resolve(run).resolve("metrics.jsonl"))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }
}
