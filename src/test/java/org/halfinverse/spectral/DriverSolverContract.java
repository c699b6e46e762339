package org.halfinverse.spectral;

import org.halfinverse.loss.LossReduction;
import org.halfinverse.train.LocalEngine;

/** The contract for a solver of any engine, in the driver. */
abstract class DriverSolverContract extends SolverContract {
    abstract Solver solver();

    @Override
    protected SpectralStep solve(PrescribedJacobian jacobian, SpectralFilter filter) {
        return solve(solver(), jacobian, filter);
    }

    static SpectralStep solve(Solver solver, PrescribedJacobian jacobian, SpectralFilter filter) {
        try (LocalEngine engine =
                        new LocalEngine(jacobian.model(), LossReduction.SUM, jacobian.samples(), jacobian.blocks());
                LinearizedBatch batch = engine.open(jacobian.theta(), jacobian.batch())) {
            return solver.solve(batch, filter);
        }
    }
}
