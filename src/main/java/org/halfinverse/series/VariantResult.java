package org.halfinverse.series;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.OptionalDouble;
import org.halfinverse.io.DataException;
import org.halfinverse.run.RunDirectory;
import org.halfinverse.run.RunFile;

/**
 * The outcome of one of several experiments.
 *
 * @param variant which
 * @param end {@code finished}, {@code diverged}, {@code interrupted} or {@code failed}
 * @param reason in words
 * @param steps made
 * @param seconds training time
 * @param trainLoss of the last evaluation
 * @param testLoss of the last evaluation, where there are test samples
 */
public record VariantResult(
        Variant variant,
        String end,
        String reason,
        long steps,
        double seconds,
        OptionalDouble trainLoss,
        OptionalDouble testLoss) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_MODEL = 1 << 20;

    /** {@return whether nothing remains to be done: the training has come to an end of its own} */
    public boolean isDone() {
        return end.equals("finished") || end.equals("diverged");
    }

    static VariantResult failed(Variant variant, String reason) {
        return new VariantResult(variant, "failed", reason, 0, 0, OptionalDouble.empty(), OptionalDouble.empty());
    }

    /**
     * {@return the outcome that a run directory tells; empty if the run in it has not ended}
     *
     * @throws DataException if it cannot be read
     */
    static Optional<VariantResult> read(Variant variant, RunDirectory directory) {
        if (!directory.hasModel()) {
            return Optional.empty();
        }
        String path = directory.file(RunFile.DESCRIPTION);
        try {
            JsonNode training = JSON.readTree(directory.storage().readText(path, LARGEST_MODEL))
                    .path("training");
            return Optional.of(new VariantResult(
                    variant,
                    training.path("end").asText("failed"),
                    training.path("reason").asText(""),
                    training.path("steps").asLong(),
                    training.path("seconds").asDouble(),
                    number(training.at("/losses/train")),
                    number(training.at("/losses/test"))));
        } catch (JsonProcessingException e) {
            throw new DataException(path + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static OptionalDouble number(JsonNode node) {
        return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
    }
}
