package org.halfinverse.spark;

import java.util.Map;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.spectral.PrescribedJacobian;
import org.halfinverse.spectral.SolverContract;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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
}
