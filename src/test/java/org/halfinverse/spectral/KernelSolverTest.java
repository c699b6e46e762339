package org.halfinverse.spectral;

class KernelSolverTest extends SquaringSolverContract {
    @Override
    Solver solver() {
        return new KernelSolver();
    }
}
