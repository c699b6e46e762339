package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings in which rounding decides, by the solver that is chosen automatically. */
class HonestStepsTest {
    @TempDir
    private Path directory;

    /**
     * Gauss–Newton with a coarse cut-off converges at once: of the gradient nothing is left in the kept directions, and none
     * of them has a small singular value that could be refined.
     */
    @Test
    void aStepOfNothingButRoundingIsMade() throws IOException {
        List<JsonNode> steps = train("""
            problem { type = toy, lambda = 0.01, samples = 256, test-samples = 16 }
            network { hidden = [] }
            optimizer { type = gauss-newton, learning-rate = 256, truncation { tau = 0.1, relative = true } }
            training { batch-size = 256, loss-reduction = mean, max-steps = 20 }
            """);
        assertEquals(20, steps.size());
    }

    /** A singular value of 1e-9 is lost in the Gram matrix, whether its eigenvalue comes out positive or negative. */
    @Test
    void aStepThatLostAKeptSingularValueIsRepeated() throws IOException {
        List<JsonNode> steps = train("""
            seed = 2
            problem { type = toy, lambda = 1, samples = 64, test-samples = 16 }
            network { hidden = [5] }
            optimizer { learning-rate = 1, truncation { tau = 1e-12, relative = true } }
            training { batch-size = 64, max-steps = 6 }
            """);
        for (JsonNode step : steps) {
            assertEquals("direct", step.get("solver").asText(), step.toString());
            boolean tried = step.get("step").asInt() <= 3; // then gram is left alone
            assertEquals(tried, step.path("rejected").asText().equals("gram"), step.toString());
        }
        assertEquals(22, steps.get(5).get("rank").asInt());
        double smallest = steps.get(5).get("sigma_min_kept").asDouble()
                / steps.get(5).get("sigma_max").asDouble();
        assertTrue(smallest < 1e-7, "smallest kept: " + smallest);
    }

    private List<JsonNode> train(String settings) throws IOException {
        Path run = directory.resolve("run");
        Path conf = directory.resolve("some.conf");
        Files.writeString(conf, settings + "output.directory = \"" + run + "\"\n");
        Command command = Command.hig("train", conf.toString());
        assertEquals(0, command.exitCode(), command.err());
        List<JsonNode> steps = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode object = new ObjectMapper().readTree(line);
            if (object.has("loss")) {
                steps.add(object);
            }
        }
        return steps;
    }
}
