package org.halfinverse.spectral;

import java.util.Arrays;

class KrylovSolverTest extends DriverSolverContract {
    /** Two checks agree to 1e-11 before it ends; beyond that it is as stable as an SVD. */
    @Override
    protected double tolerance(double condition) {
        return 1e-11 + 100 * 0x1p-52 * condition;
    }

    @Override
    Solver<LinearizedBatch> solver() {
        return new KrylovSolver(1000);
    }

    /** From one vector only one direction of each eigenspace can be reached, which is all that the step needs. */
    @Override
    protected int fewestKept(double[] sigmas) {
        return (int) Arrays.stream(sigmas).distinct().count();
    }
}
