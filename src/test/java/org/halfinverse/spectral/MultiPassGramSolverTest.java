package org.halfinverse.spectral;

/** The contract for sums that do not fit the budget: a pass for every tile of a few rows. */
class MultiPassGramSolverTest extends SquaringSolverContract {
    @Override
    Solver solver() {
        return new GramSolver(1, 24);
    }
}
