package org.halfinverse.spectral;

/**
 * A cheap solver, whose step counts if it is accurate enough, and an accurate one that repeats the step if not. Many
 * spectra never come near the cheap one's limit, whatever τ says: so it is tried, and judged by what it found.
 */
public final class CheckedSolver implements Solver {
    /** The relative error of a direction that is taken for exact. */
    public static final double TOLERANCE = 1e-6;

    private final Solver cheap;
    private final Solver accurate;

    /**
     * A pair of solvers.
     *
     * @param cheap tried first
     * @param accurate repeats the step where the first one's estimated error exceeds {@link #TOLERANCE}
     */
    public CheckedSolver(Solver cheap, Solver accurate) {
        this.cheap = cheap;
        this.accurate = accurate;
    }

    @Override
    public String label() {
        return "auto";
    }

    @Override
    public SolverCost cost(StepSize size) {
        return cheap.cost(size);
    }

    @Override
    public SpectralStep solve(LinearizedBatch batch, SpectralFilter filter) {
        SpectralStep step = batch.solve(cheap, filter);
        if (step.spectrum().error() <= TOLERANCE) {
            return step;
        }
        SpectralStep repeated = batch.solve(accurate, filter);
        return new SpectralStep(repeated.direction(), repeated.spectrum().afterRejecting(cheap.label()));
    }
}
