package org.halfinverse.spectral;

class DirectSolverTest extends DriverSolverContract {
    /** The SVD is backward stable: errors are some units of rounding, multiplied by the condition number. */
    @Override
    protected double tolerance(double condition) {
        return 100 * 0x1p-52 * condition;
    }

    @Override
    Solver solver() {
        return new DirectSolver();
    }
}
