package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.spectral.PrescribedJacobian;
import org.halfinverse.spectral.RandomStep;
import org.halfinverse.spectral.SolverContract;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RowMatrixSolverIT extends SolverContract {
    private static SparkRuntime spark;

    @BeforeAll
    static void connect() {
        LocalSpark.use("local[2]");
        spark = SparkRuntime.open("test", Map.of());
    }

    @AfterAll
    static void disconnect() {
        spark.close();
        LocalSpark.clear();
    }

    /** The Gram matrix squares the condition number. */
    @Override
    protected double tolerance(double condition) {
        return 100 * 0x1p-52 * condition * condition;
    }

    @Override
    protected SpectralStep solve(PrescribedJacobian jacobian, SpectralFilter filter) {
        try (SparkEngine engine = new SparkEngine(
                        spark, jacobian.model(), LossReduction.SUM, jacobian.samples(), jacobian.blocks());
                SparkBatch batch = engine.open(jacobian.theta(), jacobian.batch())) {
            return new RowMatrixSolver().solve(batch, filter);
        }
    }

    /** The promise of all solvers ({@code StepFuzzTest}), with as many steps as Spark's jobs leave time for. */
    @Test
    void everyStepIsAsAccurateAsItSays() {
        for (long index = 0; index < 60; index++) {
            RandomStep step = RandomStep.of(CounterRandom.of(1, Stream.DERIVATIVE_CHECK, index));
            SpectralStep made = solve(step.jacobian(), step.filter());
            double error = step.answer().relativeError(made.direction());
            String what = "index " + index + ", " + step + ": error " + error + ", " + made.spectrum();
            assertTrue(error <= 10 * made.spectrum().error(), what);
        }
    }
}
