package org.halfinverse.spectral;

class GramSolverTest extends DriverSolverContract {
    /** The Gram matrix squares the condition number. */
    @Override
    protected double tolerance(double condition) {
        return 100 * 0x1p-52 * condition * condition;
    }

    @Override
    Solver solver() {
        return new GramSolver(1 << 20);
    }
}
