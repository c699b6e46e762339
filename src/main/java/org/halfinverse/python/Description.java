package org.halfinverse.python;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a process says of the simulator that it has loaded.
 *
 * @param stateSize s
 * @param controlSize q
 * @param outputSize p
 * @param inputSize width of the network input
 * @param targetSize width of the target
 * @param draws whether it draws samples
 * @param derivatives how it differentiates outputs
 * @param constantJacobian S, p × q, row-major, or null if it depends on the sample
 * @param modules SHA-256 of the files beside it that it imports, by their names
 * @param versions of the interpreter and of libraries
 */
record Description(
        int stateSize,
        int controlSize,
        int outputSize,
        int inputSize,
        int targetSize,
        boolean draws,
        String derivatives,
        double @Nullable [] constantJacobian,
        SortedMap<String, String> modules,
        SortedMap<String, String> versions)
        implements Serializable {
    /** Reads the answer to the settings. */
    static Description of(JsonNode answer) {
        JsonNode constant = answer.path("constant");
        double @Nullable [] jacobian = null;
        if (constant.isArray()) {
            jacobian = new double[constant.size()];
            for (int entry = 0; entry < jacobian.length; entry++) {
                jacobian[entry] = constant.get(entry).asDouble(Double.NaN);
            }
        }
        return new Description(
                answer.path("state_size").asInt(),
                answer.path("control_size").asInt(),
                answer.path("output_size").asInt(),
                answer.path("input_size").asInt(),
                answer.path("target_size").asInt(),
                answer.path("draws").asBoolean(),
                answer.path("derivatives").asText(),
                jacobian,
                texts(answer.path("modules")),
                texts(answer.path("versions")));
    }

    /** In what another process of the same code is not the same, which would give other bits. */
    Optional<String> difference(Description other) {
        SortedMap<String, String> mine = told();
        SortedMap<String, String> others = other.told();
        return Stream.concat(mine.keySet().stream(), others.keySet().stream())
                .filter(what -> !mine.getOrDefault(what, "none").equals(others.getOrDefault(what, "none")))
                .findFirst()
                .map(what -> what + " is " + others.getOrDefault(what, "none") + " here and "
                        + mine.getOrDefault(what, "none") + " in the driver");
    }

    private SortedMap<String, String> told() {
        SortedMap<String, String> told = new TreeMap<>(versions);
        told.putAll(modules);
        told.put("state_size", String.valueOf(stateSize));
        told.put("control_size", String.valueOf(controlSize));
        told.put("output_size", String.valueOf(outputSize));
        told.put("derivatives", derivatives);
        return told;
    }

    private static SortedMap<String, String> texts(JsonNode object) {
        SortedMap<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }
}
