package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.halfinverse.linalg.NativeBlas;
import org.junit.jupiter.api.Test;

class BenchCommandTest extends OnToyRun {
    @Test
    void printsAnArrayWithAnObjectForEverySolverAndBatchSize() throws IOException {
        Command command = bench("--batch", "8,16", "--solver", "auto,direct");
        assertEquals(0, command.exitCode(), command.err());
        JsonNode results = new ObjectMapper().readTree(command.out());
        assertTrue(results.isArray());
        assertEquals(4, results.size());
        for (JsonNode result : results) {
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
                            "solvers",
                            "blas",
                            "peak_memory_bytes")),
                    names(result));
            assertTimes(result);
            assertEquals(result.get("solvers").get(0).get("solver"), result.get("solver"));
            int steps = 0;
            for (JsonNode made : result.get("solvers")) {
                Set<String> keys = names(made);
                keys.remove("rejected"); // which is there only where it happened
                assertEquals(
                        new TreeSet<>(List.of(
                                "solver",
                                "steps",
                                "median_seconds",
                                "min_seconds",
                                "phase",
                                "flops",
                                "gemm_peak_fraction")),
                        keys);
                assertTimes(made);
                double planned = flops(result.get("batch").asInt(), made);
                assertEquals(planned, made.get("flops").asDouble(), 0.01 * planned); // three digits are shown
                steps += made.get("steps").asInt();
            }
            assertEquals(2, steps);
            assertEquals(2, result.get("steps").asInt());
            assertEquals(22, result.get("columns").asInt());
            assertEquals(2 * result.get("batch").asInt(), result.get("rows").asInt());
            assertEquals("driver", result.get("execution").asText());
            assertEquals(NativeBlas.description(), result.get("blas").asText());
        }
        assertEquals(
                List.of(8, 16, 8, 16),
                results.findValues("batch").stream().map(JsonNode::asInt).toList());
        assertEquals("direct", onlySolver(results.get(2)).get("solver").asText());
        assertEquals("direct", onlySolver(results.get(3)).get("solver").asText());
        assertFalse(onlySolver(results.get(3)).has("rejected"));
        int lines =
                results.findValues("solvers").stream().mapToInt(JsonNode::size).sum();
        assertEquals(
                lines,
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
    void theStepsOfASolverAndOfTheOneThatRepeatsThemAreToldApart() throws IOException {
        // With λ = 0.01 and 22 parameters of a smooth function there are singular values below 1e-8 of the largest. So
        // gram
        // is tried in the first three steps and then rests for eight.
        Command command = Command.hig(
                "bench",
                conf.toString(),
                "--batch",
                "20",
                "--steps",
                "8",
                "--warm-up",
                "0",
                "--set",
                "problem.lambda=0.01",
                "--set",
                "optimizer.truncation.tau=1e-12");
        assertEquals(0, command.exitCode(), command.err());
        JsonNode result = new ObjectMapper().readTree(command.out()).get(0);
        JsonNode alone = result.get("solvers").get(0);
        JsonNode repeated = result.get("solvers").get(1);
        assertEquals(2, result.get("solvers").size());
        assertEquals("direct", alone.get("solver").asText());
        for (String key : List.of("solver", "flops", "gemm_peak_fraction")) {
            assertEquals(alone.get(key), result.get(key), "of the most frequent way");
        }
        assertFalse(alone.has("rejected"));
        assertEquals(5, alone.get("steps").asInt());
        assertEquals("direct", repeated.get("solver").asText());
        assertEquals("gram", repeated.get("rejected").asText());
        assertEquals(3, repeated.get("steps").asInt());
        assertTrue(
                repeated.get("flops").asDouble() > alone.get("flops").asDouble(),
                "the rejected step is counted as well");
        assertTrue(command.err().contains("solver direct (driver)  5 of 8 steps"), command.err());
        assertTrue(command.err().contains("solver direct after gram (driver)  3 of 8 steps"), command.err());
    }

    @Test
    void aMethodWithoutASolverIsMeasuredAsWell() throws IOException {
        Command command = bench("--batch", "8", "--set", "optimizer.type=sgd");
        assertEquals(0, command.exitCode(), command.err());
        JsonNode made = onlySolver(new ObjectMapper().readTree(command.out()).get(0));
        assertEquals("none", made.get("solver").asText());
        // 8 samples through 22 weights: forward, back, and for the gradient.
        assertEquals(2.0 * 3 * 8 * 22, made.get("flops").asDouble());
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
                "optimizer.solver = cheapest is unknown: use one of auto, mllib, gram, kernel, tsqr, direct, krylov",
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

    /** Of one step or two, the median of whose times is their mean: that of a step is the sum of those of its phases. */
    private static void assertTimes(JsonNode node) {
        double median = node.get("median_seconds").asDouble();
        double least = node.get("min_seconds").asDouble();
        assertTrue(node.get("steps").asInt() == 1 ? least == median : least <= median, node::toString);
        assertEquals(new TreeSet<>(List.of("linearize", "reduce", "decompose", "update")), names(node.get("phase")));
        double sum = 0;
        for (JsonNode seconds : node.get("phase")) {
            sum += seconds.asDouble();
        }
        assertEquals(median, sum, 1e-9); // the same clock readings in another order
    }

    /** What {@code plan} tells of the solvers that made a step. */
    private double flops(int batch, JsonNode made) {
        Command plan = Command.hig("plan", conf.toString(), "--set", "training.batch-size=" + batch);
        double flops = 0;
        for (String line : plan.out().lines().toList()) {
            String[] cells = line.split("\\s+", -1);
            boolean taken = cells[0].equals(made.get("solver").asText());
            if (taken
                    || (made.has("rejected")
                            && cells[0].equals(made.get("rejected").asText()))) {
                flops += Double.parseDouble(cells[1]);
            }
        }
        return flops;
    }

    private static JsonNode onlySolver(JsonNode result) {
        assertEquals(1, result.get("solvers").size(), result::toString);
        return result.get("solvers").get(0);
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
