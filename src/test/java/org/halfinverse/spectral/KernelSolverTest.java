package org.halfinverse.spectral;

class KernelSolverTest extends DriverSolverContract {
    /** The kernel squares the condition number. */
    @Override
    protected double tolerance(double condition) {
        return 100 * 0x1p-52 * condition * condition;
    }

    @Override
    Solver solver() {
        return new KernelSolver();
    }
}
