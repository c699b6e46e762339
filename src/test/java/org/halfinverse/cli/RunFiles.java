package org.halfinverse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a run has written so far. */
final class RunFiles {
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
}
