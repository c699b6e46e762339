package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenTrajectoryTest {
    /**
     * The reference program itself moves by 1e-11 to 1e-10 when its Jacobian is disturbed by rounding (1e-14), and by
     * less otherwise; 1e-8 leaves room for no error of substance.
     */
    private static final double TOLERANCE = 1e-8;

    @ParameterizedTest
    @MethodSource("org.halfinverse.run.GoldenCase#all")
    void fiveStepsWithTheDenseSvdFollowTheReference(GoldenCase golden, @TempDir Path directory) {
        double error = golden.worstParameterError(directory.resolve("run"), "direct", "driver");
        assertTrue(error <= TOLERANCE, golden + ": relative error " + error);
    }
}
