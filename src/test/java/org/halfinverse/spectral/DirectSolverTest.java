package org.halfinverse.spectral;

import org.halfinverse.loss.LossReduction;
import org.halfinverse.train.EvaluatedBatch;
import org.halfinverse.train.LocalEngine;

class DirectSolverTest extends SolverContract {
    /** The SVD is backward stable: errors are some units of rounding, multiplied by the condition number. */
    @Override
    protected double tolerance(double condition) {
        return 100 * 0x1p-52 * condition;
    }

    @Override
    protected SpectralStep solve(PrescribedJacobian jacobian, SpectralFilter filter) {
        try (LocalEngine engine =
                        new LocalEngine(jacobian.model(), LossReduction.SUM, jacobian.samples(), jacobian.blocks());
                EvaluatedBatch batch = engine.open(jacobian.theta(), jacobian.batch())) {
            return new DirectSolver().solve(batch, filter);
        }
    }
}
