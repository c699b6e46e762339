package org.halfinverse.spectral;

class GramSolverTest extends SquaringSolverContract {
    @Override
    Solver solver() {
        return new GramSolver(1 << 20);
    }
}
