package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    private Path directory;

    @Test
    void aTrainedRunGetsItsReport() {
        String run = directory.resolve("run").toString();
        Command training = Command.hig(
                "train",
                "conf/toy.conf",
                "--quiet",
                "--set",
                "training.max-steps=3",
                "--set",
                "execution.mode=driver",
                "--set",
                "optimizer.solver=auto",
                "--output",
                run);
        assertEquals(0, training.exitCode(), training.err());
        Command report = Command.hig("report", run);
        assertEquals(0, report.exitCode(), report.err());
        assertEquals("", report.err());
        assertEquals(
                "1 run: %s/report.html and %s/figures".formatted(run, run),
                report.out().strip());
        assertTrue(Files.exists(directory.resolve("run/report.html")));
        assertTrue(Files.exists(directory.resolve("run/figures/comparison.svg")));
    }

    @Test
    void whatIsBrokenIsToldAndTheRestIsWritten() throws IOException {
        Path run = Files.createDirectories(directory.resolve("run"));
        Files.writeString(run.resolve("metrics.jsonl"), "broken\n");
        Path page = directory.resolve("other/page.html");
        Command report = Command.hig("report", run.toString(), "--output", page.toString());
        assertEquals(0, report.exitCode(), report.err());
        assertTrue(report.err().contains("hig: " + run + ": config.conf is missing"), report.err());
        assertTrue(report.err().contains("hig: " + run + ": 1 line of metrics.jsonl cannot be read"), report.err());
        assertTrue(Files.exists(page));
        assertTrue(Files.exists(directory.resolve("other/figures/loss-time.png")));
    }

    @Test
    void aWrongPathIsOneSentenceAnd4() {
        String missing = directory.resolve("missing").toString();
        Command report = Command.hig("report", missing);
        assertEquals(4, report.exitCode());
        assertEquals(
                "hig: " + missing + " cannot be read: no such directory",
                report.err().strip());
    }

    @Test
    void noRunsAnd2() {
        Command report = Command.hig("report", directory.toString());
        assertEquals(2, report.exitCode());
        assertTrue(report.err().startsWith("hig: no run in " + directory), report.err());
    }

    @Test
    void withoutARunOrWithAWrongPort2() {
        assertEquals(2, Command.hig("report").exitCode());
        Command report = Command.hig("report", directory.toString(), "--serve", "--port", "70000");
        assertEquals(2, report.exitCode());
        assertEquals("hig: --port 70000 is not from 0 to 65535", report.err().strip());
    }
}
