package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A solver that is asked for is used even where it cannot do what the filter wants; then it says so. */
class ForcedSolverTest extends OnToyRun {
    /** Singular values spread over more than the 7 digits that the Gram matrix has, and the cut-off keeps them. */
    ForcedSolverTest() {
        super(
                "problem.lambda = 0.01",
                "optimizer.truncation.tau = 1e-12",
                "training { max-epochs = 2, max-steps = 4 }");
    }

    @Test
    void warnsOnceWithFigures() throws IOException {
        Command command = Command.hig("train", conf.toString(), "--set", "optimizer.solver=gram");
        assertEquals(0, command.exitCode(), command.err());
        List<String> warnings = warnings(command);
        assertEquals(1, warnings.size(), command.err());
        assertTrue(
                warnings.get(0)
                        .matches("warning: step 1, solver gram: .*; \\d+ singular values were used, down to \\de-\\d\\d"
                                + " of the largest: use solver = auto or tsqr for the exact step, or a larger"
                                + " optimizer.truncation.tau"),
                warnings.get(0));
        for (JsonNode step : steps()) {
            assertEquals("gram", step.get("solver").asText());
            assertFalse(step.has("rejected"));
        }
    }

    @Test
    void warnsEvenIfItIsToBeQuiet() {
        Command command = Command.hig("train", conf.toString(), "--quiet", "--set", "optimizer.solver=gram");
        assertEquals(1, command.err().lines().count(), command.err());
        assertEquals(1, warnings(command).size(), command.err());
    }

    @Test
    void anAutomaticSolverRepeatsTheStepInstead() throws IOException {
        // Double precision leaves about 1e-16 / τ of a step's accuracy to any solver: 1e-7.
        Command command = Command.hig("train", conf.toString(), "--set", "optimizer.truncation.tau=1e-9");
        assertEquals(0, command.exitCode(), command.err());
        assertEquals(List.of(), warnings(command));
        for (JsonNode step : steps()) {
            assertEquals("direct", step.get("solver").asText());
            boolean tried = step.get("step").asInt() <= 3; // then gram is left alone
            assertEquals(tried, step.path("rejected").asText().equals("gram"), step::toString);
            // ε σ_max / σ is up to 1e-7, and the estimate more than ten times as much
            assertTrue(step.get("error_estimate").asDouble() <= 1e-5, step::toString);
        }
    }

    @Test
    void whereNoSolverIsExactOnlyALargerCutOffIsAdvised() throws IOException {
        Command command = Command.hig("train", conf.toString());
        assertEquals(0, command.exitCode(), command.err());
        List<String> warnings = warnings(command);
        assertEquals(1, warnings.size(), command.err());
        assertTrue(
                warnings.get(0).contains(", solver direct: the relative error of its direction is about "),
                warnings::toString);
        assertTrue(
                warnings.get(0).endsWith(" of the largest: use a larger optimizer.truncation.tau"), warnings::toString);
        for (JsonNode step : steps()) {
            assertEquals("direct", step.get("solver").asText());
            boolean tried = step.get("step").asInt() <= 3; // then gram is left alone
            assertEquals(tried, step.path("rejected").asText().equals("gram"), step::toString);
        }
    }

    @Test
    void iterationsThatAreAskedForAreTakenAtTheirWord() throws IOException {
        Command command = Command.hig(
                "train", conf.toString(), "--set", "optimizer.solver=krylov", "--set", "optimizer.krylov-iterations=2");
        assertEquals(0, command.exitCode(), command.err());
        assertEquals(List.of(), warnings(command));
        for (JsonNode step : steps()) {
            assertEquals(2, step.get("rank").asInt());
            assertTrue(step.get("error_estimate").isNull(), step::toString);
        }
    }

    @Test
    void aForcedSolverThatResolvesWhatIsKeptHasNothingToSay() {
        Command command = Command.hig(
                "train",
                conf.toString(),
                "--quiet",
                "--set",
                "optimizer.solver=gram",
                "--set",
                "optimizer.truncation.tau=1e-2");
        assertEquals(new Command(0, "", ""), command);
    }

    private static List<String> warnings(Command command) {
        return command.err().lines().filter(line -> line.startsWith("warning:")).toList();
    }

    private List<JsonNode> steps() throws IOException {
        List<JsonNode> steps = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode node = new ObjectMapper().readTree(line);
            if (node.has("solver")) {
                steps.add(node);
            }
        }
        assertEquals(4, steps.size());
        return steps;
    }
}
