package org.halfinverse.spectral;

/** The contract for a solver that decomposes a square of J, and refines its step on J itself where that is not enough. */
abstract class SquaringSolverContract extends DriverSolverContract {
    /**
     * Rounding of the square is multiplied by the square of the condition number; but a step whose estimated error exceeds
     * {@link Spectrum#TOLERANCE} is refined.
     */
    @Override
    protected double tolerance(double condition) {
        return Math.min(sigmaTolerance(condition), Spectrum.TOLERANCE);
    }

    @Override
    protected double keptTolerance(double condition) {
        return sigmaTolerance(condition);
    }

    /** A step that is accurate enough is not refined, whatever its smallest σ is: a damped filter hardly looks at it. */
    @Override
    protected double sigmaTolerance(double condition) {
        return 100 * 0x1p-52 * condition * condition;
    }
}
