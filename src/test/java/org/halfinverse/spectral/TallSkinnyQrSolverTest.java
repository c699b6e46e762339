package org.halfinverse.spectral;

class TallSkinnyQrSolverTest extends DriverSolverContract {
    /** Householder QR and SVD are backward stable: units of rounding, multiplied by the condition number. */
    @Override
    protected double tolerance(double condition) {
        return 100 * 0x1p-52 * condition;
    }

    @Override
    Solver solver() {
        return new TallSkinnyQrSolver();
    }
}
