package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.halfinverse.python.PythonForTests;
import org.halfinverse.run.GoldenCase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("platform")
@ExtendWith(LocalSpark.class)
class GoldenTrajectoryIT {
    private static final double EPSILON = 0x1p-52;

    /**
     * MLlib decomposes JᵀJ, known to ε σ_max² at best, so the smallest singular value that is kept, and its vector, are
     * known to ε (σ_max/σ_min)² relatively: 4e-12 for the toy cases, 3e-7 for the oscillators. Measured: 3e-14 to 1e-13,
     * and 2e-10 (hig) and 3e-9 (gauss-newton).
     */
    @ParameterizedTest
    @MethodSource("org.halfinverse.run.GoldenCase#spectral")
    void fiveStepsThroughRowMatrixFollowTheReferenceAsFarAsTheGramMatrixAllows(
            GoldenCase golden, @TempDir Path directory) {
        double condition = golden.conditionOfKept();
        double error = golden.worstParameterError(directory.resolve("run"), "mllib", "cluster");
        assertTrue(error <= EPSILON * condition * condition, golden + ": relative error " + error);
    }

    /** The linear oscillators in NumPy: measured 2e-10, as for the built-in ones. */
    @ParameterizedTest
    @ValueSource(strings = {"oscillators.py", "oscillators_alone.py"})
    void fiveStepsThroughRowMatrixOfASimulatorInPythonFollowTheReference(String file, @TempDir Path directory) {
        double error = GoldenCase.of("linear_oscillators-dual", "hig")
                .worstParameterError(
                        directory.resolve("run"),
                        "mllib",
                        "cluster",
                        "problem.type=python",
                        "problem.file=" + PythonForTests.simulator(file),
                        "problem.python=" + PythonForTests.withNumpy());
        assertTrue(error <= 1e-8, file + ": relative error " + error);
    }
}
