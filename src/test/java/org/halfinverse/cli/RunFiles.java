package org.halfinverse.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a run has written so far. */
final class RunFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunFiles() {}

    /** Lines of {@code metrics.jsonl}; 0 while it is not there, or being replaced. */
    static long lines(Path run) {
        Path metrics = run.resolve("metrics.jsonl");
        try {
            return Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** The bytes of θ. */
    static byte[] parameters(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("model/parameters.npy"));
    }

    /** All lines of {@code metrics.jsonl} as they are, without what depends on the clock; none may be blank. */
    static List<ObjectNode> metrics(String text) throws IOException {
        List<ObjectNode> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            lines.add(
                    JSON.readValue(line, ObjectNode.class).remove(List.of("seconds", "phase", "blas", "blas_threads")));
        }
        return lines;
    }
}
