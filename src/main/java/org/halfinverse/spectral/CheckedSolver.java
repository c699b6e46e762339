package org.halfinverse.spectral;

import java.util.Optional;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.physics.FaultyClassException;

/**
 * A cheap solver, whose step counts if it is accurate enough, and an accurate one that repeats the step if not. Many
 * spectra never come near the cheap one's limit, whatever τ says: so it is tried, and judged by what it found. One that
 * throws is no better than one that is wrong, unless the fault lies in the data or in a class of the user's.
 */
public final class CheckedSolver implements Solver {
    private final Solver cheap;
    private final Solver accurate;

    /**
     * A pair of solvers.
     *
     * @param cheap tried first
     * @param accurate repeats the step where the first one's is not {@link Spectrum#isExact}
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
        Optional<RuntimeException> failure = Optional.empty();
        try {
            SpectralStep step = batch.solve(cheap, filter);
            if (step.spectrum().isExact()) {
                return step;
            }
        } catch (NonFiniteException | FaultyClassException e) {
            throw e;
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            failure = Optional.of(e);
        }
        try {
            SpectralStep repeated = batch.solve(accurate, filter);
            return repeated.with(repeated.spectrum().afterRejecting(cheap.label()));
        } catch (RuntimeException e) {
            failure.ifPresent(e::addSuppressed);
            throw e;
        }
    }
}
