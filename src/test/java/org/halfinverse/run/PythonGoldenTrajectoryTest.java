package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.halfinverse.python.PythonForTests;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The linear oscillators in NumPy: given their derivative, and without any, by the complex step. */
class PythonGoldenTrajectoryTest {
    /** As for the built-in problem ({@link GoldenTrajectoryTest}). */
    private static final double TOLERANCE = 1e-8;

    @ParameterizedTest
    @CsvSource({
        "oscillators.py, direct", "oscillators.py, kernel", "oscillators.py, gram",
        "oscillators_alone.py, direct", "oscillators_alone.py, kernel", "oscillators_alone.py, gram",
    })
    void fiveStepsInTheDriverFollowTheReference(String file, String solver, @TempDir Path directory) {
        GoldenCase golden = GoldenCase.of("linear_oscillators-dual", "hig");
        double error = golden.worstParameterError(
                directory.resolve("run"),
                solver,
                "driver",
                "problem.type=python",
                "problem.file=" + PythonForTests.simulator(file),
                "problem.python=" + PythonForTests.withNumpy());
        assertTrue(error <= TOLERANCE, "relative error " + error);
    }
}
