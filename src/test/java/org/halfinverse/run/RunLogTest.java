package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever chooses a name or a message cannot make it look like a line that the program wrote. */
class RunLogTest {
    @TempDir
    private Path directory;

    @Test
    void aMessageIsOneLineWhateverStandsInIt() throws IOException {
        List<String> lines = log("a\nERROR fake\r\nb\u001b[2K\u0085c\u2028d\te µ", null);
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.get(0).endsWith("a\\nERROR fake\\r\\nb[2Kcd\te µ"), lines.toString());
    }

    @Test
    void ofAStackTraceOnlyTheFirstLineBeginsAtTheMargin() throws IOException {
        IllegalStateException cause = new IllegalStateException("x\nERROR fake");
        List<String> lines = log("the run failed", new IOException("a\n2026-01-01T00:00:00.000 ERROR fake", cause));
        assertTrue(lines.get(0).endsWith("the run failed"), lines.toString());
        assertEquals("java.io.IOException: a", lines.get(1));
        assertEquals("  2026-01-01T00:00:00.000 ERROR fake", lines.get(2));
        assertTrue(lines.get(3).startsWith("\tat org.halfinverse.run.RunLogTest."), lines.get(3));
        assertTrue(lines.contains("  Caused by: java.lang.IllegalStateException: x"), lines.toString());
        assertTrue(lines.contains("  ERROR fake"), lines.toString());
        assertEquals(
                List.of(),
                lines.stream()
                        .skip(2)
                        .filter(line -> !line.isEmpty() && !Character.isWhitespace(line.charAt(0)))
                        .toList());
        assertEquals(
                1, lines.stream().filter(line -> line.contains("IOException")).count(), "the trace stands there once");
    }

    private List<String> log(String message, Throwable thrown) throws IOException {
        RunDirectory run = new RunDirectory(new Storage(Map.of()), directory.toString());
        try (RunLog log = RunLog.open(run, false, warning -> {})) {
            LogManager.getLogger("com.example").error(message, thrown);
        }
        return Files.readAllLines(directory.resolve("log.txt"));
    }
}
