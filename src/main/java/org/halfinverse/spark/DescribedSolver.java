package org.halfinverse.spark;

import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SolverCost;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.StepSize;

/**
 * A solver whose name stands in the descriptions of its Spark jobs.
 *
 * @param solver which does the work
 */
public record DescribedSolver(Solver<? super SparkBatch> solver) implements Solver<SparkBatch> {
    @Override
    public String label() {
        return solver.label();
    }

    @Override
    public SolverCost cost(StepSize size) {
        return solver.cost(size);
    }

    @Override
    public SpectralStep solve(SparkBatch batch, SpectralFilter filter) {
        return batch.onBehalfOf(label(), () -> solver.solve(batch, filter));
    }
}
