package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    @TempDir
    private Path directory;

    private Path conf;
    private Path run;

    @BeforeEach
    void configure() {
        ToyRun toy = ToyRun.in(directory);
        conf = toy.conf();
        run = toy.directory();
    }

    @Test
    void printsAnArrayWithAnObjectForEverySolverAndBatchSize() throws IOException {
        Command command = bench("--batch", "8,16", "--solver", "auto,direct");
        assertEquals(0, command.exitCode(), command.err());
        JsonNode results = new ObjectMapper().readTree(command.out());
        assertTrue(results.isArray());
        assertEquals(4, results.size());
        for (JsonNode result : results) {
            Set<String> keys = names(result);
            keys.remove("rejected"); // which is there only where it happened
            assertEquals(
                    new TreeSet<>(List.of(
                            "batch",
                            "solver",
                            "execution",
                            "rows",
                            "columns",
                            "steps",
                            "median_seconds",
                            "min_seconds",
                            "phase",
                            "flops",
                            "gemm_peak_fraction",
                            "blas",
                            "peak_memory_bytes")),
                    keys);
            assertEquals(
                    new TreeSet<>(List.of("linearize", "reduce", "decompose", "update")), names(result.get("phase")));
            for (String key : keys) {
                JsonNode value = result.get(key);
                assertTrue(!value.isNumber() || value.asDouble() > 0, key + " is " + value);
            }
            for (JsonNode seconds : result.get("phase")) {
                assertTrue(seconds.asDouble() >= 0, result::toString);
            }
            assertTrue(result.get("min_seconds").asDouble()
                    <= result.get("median_seconds").asDouble());
            assertEquals(2, result.get("steps").asInt());
            assertEquals(22, result.get("columns").asInt());
            assertEquals(2 * result.get("batch").asInt(), result.get("rows").asInt());
            assertEquals("driver", result.get("execution").asText());
            assertFalse(result.get("blas").asText().isEmpty());
        }
        assertEquals(
                List.of(8, 16, 8, 16),
                results.findValues("batch").stream().map(JsonNode::asInt).toList());
        assertEquals("direct", results.get(2).get("solver").asText());
        assertEquals("direct", results.get(3).get("solver").asText());
        assertFalse(results.get(3).has("rejected"));
        assertEquals(
                4,
                command.err().lines().filter(line -> line.startsWith("batch ")).count(),
                command.err());
        assertFalse(Files.exists(run), "a run was begun");
    }

    @Test
    void quietLeavesTheArrayOnly() throws IOException {
        Command command = bench("--batch", "8", "--quiet");
        assertEquals(0, command.exitCode());
        assertEquals("", command.err());
        assertEquals(1, new ObjectMapper().readTree(command.out()).size());
    }

    @Test
    void aStepThatWasRepeatedNamesBothSolvers() throws IOException {
        // With λ = 0.01 and 22 parameters of a smooth function there are singular values below 1e-8 of the largest.
        Command command =
                bench("--batch", "20", "--set", "problem.lambda=0.01", "--set", "optimizer.truncation.tau=1e-12");
        assertEquals(0, command.exitCode(), command.err());
        JsonNode result = new ObjectMapper().readTree(command.out()).get(0);
        assertEquals("direct", result.get("solver").asText());
        assertEquals("gram", result.get("rejected").asText());
        assertTrue(command.err().contains("solver direct after gram (driver)"), command.err());
    }

    @Test
    void aMethodWithoutASolverIsMeasuredAsWell() throws IOException {
        Command command = bench("--batch", "8", "--set", "optimizer.type=sgd");
        assertEquals(0, command.exitCode(), command.err());
        assertEquals(
                "none",
                new ObjectMapper().readTree(command.out()).get(0).get("solver").asText());
    }

    @Test
    void moreSamplesAreDrawnForALargerBatch() throws IOException {
        Command command = bench("--batch", "60");
        assertEquals(0, command.exitCode(), command.err());
        JsonNode result = new ObjectMapper().readTree(command.out()).get(0);
        assertEquals(60, result.get("batch").asInt());
        assertEquals(120, result.get("rows").asInt());
    }

    @Test
    void wrongUsageIsRefusedWith2() {
        assertRefused("--steps must be positive", "--batch", "8", "--steps", "0");
        assertRefused("--warm-up not negative", "--batch", "8", "--warm-up", "-1");
        assertRefused("Missing required option: '--batch=B", "--solver", "auto");
        assertRefused("training.batch-size = 0 is out of range", "--batch", "0");
    }

    @Test
    void anUnknownSolverIsRefusedWith2BeforeAnythingIsMeasured() {
        assertRefused(
                "optimizer.solver = cheapest is unknown, where one of auto, mllib, gram, kernel, tsqr, direct, krylov is"
                        + " needed",
                "--batch",
                "8",
                "--solver",
                "auto,cheapest");
    }

    private void assertRefused(String sentence, String... options) {
        String[] arguments = new String[2 + options.length];
        arguments[0] = "bench";
        arguments[1] = conf.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        Command command = Command.hig(arguments);
        assertEquals(2, command.exitCode(), command.err());
        assertEquals("", command.out());
        assertTrue(command.err().startsWith("hig: "), command.err());
        assertTrue(command.err().contains(sentence), command.err());
        assertEquals(1, command.err().lines().count(), command.err());
    }

    private Command bench(String... options) {
        String[] least = {"bench", conf.toString(), "--steps", "2", "--warm-up", "0"};
        String[] arguments = new String[least.length + options.length];
        System.arraycopy(least, 0, arguments, 0, least.length);
        System.arraycopy(options, 0, arguments, least.length, options.length);
        return Command.hig(arguments);
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
