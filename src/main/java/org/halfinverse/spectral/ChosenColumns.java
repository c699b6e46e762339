package org.halfinverse.spectral;

import org.halfinverse.jacobian.JacobianColumns;

/**
 * A mini-batch of whose Jacobian a solver sees some columns alone: a step changes their parameters and no others.
 *
 * <p>What a step is judged by stays whole: {@link #slope} is that of all parameters, along any direction.
 */
public final class ChosenColumns extends BatchView {
    private final JacobianColumns columns;

    /**
     * The columns of some parameters.
     *
     * @param batch with all columns
     * @param chosen their numbers, ascending; kept, not copied
     */
    public ChosenColumns(LinearizedBatch batch, int[] chosen) {
        super(batch, piece -> piece.choosing(chosen));
        this.columns = batch.parameterColumns().choosing(chosen);
    }

    @Override
    public int columns() {
        return columns.count();
    }

    @Override
    public int trainedParameters() {
        return columns.count();
    }

    @Override
    public JacobianColumns parameterColumns() {
        return columns;
    }

    @Override
    public double[] gradient() {
        return columns.gathered(batch().gradient());
    }

    @Override
    public double[] inversionGradient(double cutoff) {
        return columns.gathered(batch().inversionGradient(cutoff));
    }

    @Override
    public double[] expand(double[] direction) {
        return batch().expand(columns.scattered(1, direction));
    }

    @Override
    public double[] restrict(double[] direction) {
        return columns.gathered(batch().restrict(direction));
    }

    @Override
    public SpectralStep solve(Solver solver, SpectralFilter filter) {
        return batch().solve(new Seeing(solver, this), filter);
    }

    /** A solver that is shown the view, in its own name. */
    private record Seeing(Solver solver, LinearizedBatch view) implements Solver {
        @Override
        public String label() {
            return solver.label();
        }

        @Override
        public SolverCost cost(StepSize size) {
            return solver.cost(size);
        }

        @Override
        public SpectralStep solve(LinearizedBatch whole, SpectralFilter filter) {
            return solver.solve(view, filter);
        }
    }
}
