package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is planned for a heap of which large arrays have two thirds. */
class SmallHeapIT {
    @TempDir
    private Path directory;

    /** The step needs 0.7 GiB of 1. */
    @Test
    void aStepThatOnlyTheWholeHeapWouldHoldIsRefused() throws IOException, InterruptedException {
        List<String> plan = List.of(
                "plan",
                Path.of("conf/oscillators-linear.conf").toAbsolutePath().toString(),
                "--set",
                "problem.samples=9000",
                "--set",
                "training.batch-size=9000",
                "--set",
                "optimizer.solver=direct");
        try (ChildProcess hig = ChildProcess.hig(directory, directory.resolve("log"), "", List.of("-Xmx1g"), plan)) {
            assertEquals(4, hig.exitCode());
            assertTrue(
                    hig.output()
                            .matches(
                                    "(?s).*solver direct needs about 0\\.7 GiB .*, which has 0\\.6 GiB for arrays of a step: .*"),
                    hig.output());
        }
    }
}
