package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.halfinverse.loss.LossReduction;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.PowerFilter;
import org.halfinverse.spectral.PrescribedJacobian;
import org.halfinverse.spectral.Truncation;
import org.halfinverse.train.LocalEngine;
import org.junit.jupiter.api.Test;

class RowMatrixSolverTest {
    @Test
    void refusesAMiniBatchThatIsNotOnSpark() {
        PrescribedJacobian jacobian = PrescribedJacobian.of("small", 8, 5, 3, 2, 1);
        PowerFilter filter = new PowerFilter(0.5, new Truncation(0, true));
        try (LocalEngine engine =
                        new LocalEngine(jacobian.model(), LossReduction.SUM, jacobian.samples(), jacobian.blocks());
                LinearizedBatch batch = engine.open(jacobian.theta(), jacobian.batch())) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> batch.solve(new RowMatrixSolver(), filter));
            assertEquals(
                    "solver mllib works on mini-batches in Spark's executors alone: use execution.mode = cluster, or"
                            + " another solver",
                    refusal.getMessage());
        }
    }
}
