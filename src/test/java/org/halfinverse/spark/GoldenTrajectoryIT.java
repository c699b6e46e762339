package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.halfinverse.experiment.GoldenCase;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LocalSpark.class)
class GoldenTrajectoryIT {
    @ParameterizedTest
    @MethodSource("org.halfinverse.experiment.GoldenCase#spectral")
    void x(GoldenCase golden, @TempDir Path directory) throws Exception {
        double error = golden.worstParameterError(directory.resolve("run"), "mllib", "cluster");
        java.nio.file.Files.writeString(
                Path.of("/tmp/golden.txt"),
                golden + " " + error + " cond " + golden.conditionOfKept() + "\n",
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        assertTrue(error <= 1e-8, golden + ": relative error " + error);
    }
}
