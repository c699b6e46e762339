package org.halfinverse.report;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How a training ended, from {@code model/model.json}.
 *
 * @param end {@code finished}, {@code diverged}, {@code interrupted}, {@code failed}, or {@code unfinished} while there is
 *     no model
 * @param reason a few words, or nothing
 * @param provenance what the numbers depend on besides the configuration
 */
record RunEnd(String end, String reason, Map<String, String> provenance) {
    /** A training that goes on, or ended without a word. */
    static final RunEnd UNFINISHED = new RunEnd("unfinished", "", Map.of());

    private static final Set<String> ENDS = Set.of("finished", "diverged", "interrupted", "failed");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * {@return what the description of a model says of the training's end}
     *
     * @param json its text
     * @throws JsonProcessingException if it is no JSON, or does not say how the training ended
     */
    static RunEnd parse(String json) throws JsonProcessingException {
        JsonNode model = JSON.readTree(json);
        String end = model.path("training").path("end").asText();
        if (!ENDS.contains(end)) {
            throw new JsonParseException(null, "no training.end");
        }
        Map<String, String> provenance = new LinkedHashMap<>();
        model.path("provenance")
                .properties()
                .forEach(
                        field -> provenance.put(field.getKey(), field.getValue().asText()));
        return new RunEnd(end, model.path("training").path("reason").asText(), provenance);
    }

    /** Whether the training goes on, for all that is known. */
    boolean mayGoOn() {
        return equals(UNFINISHED);
    }
}
