package org.halfinverse.spectral;

import org.halfinverse.jacobian.JacobianColumns;

/**
 * A mini-batch of whose Jacobian a solver sees some columns alone: a step changes their parameters and no others.
 *
 * <p>What a step is judged by stays whole: {@link #slope} is that of all parameters, along any direction.
 */
public final class ChosenColumns extends BatchView {
    private final int[] chosen;
    private final JacobianColumns columns;

    /**
     * The columns of some parameters.
     *
     * @param batch with all columns
     * @param chosen their numbers, ascending; kept, not copied
     */
    public ChosenColumns(LinearizedBatch batch, int[] chosen) {
        super(batch, piece -> piece.choosing(chosen));
        this.chosen = chosen;
        this.columns = batch.parameterColumns().choosing(chosen);
    }

    @Override
    public int columns() {
        return chosen.length;
    }

    @Override
    public int trainedParameters() {
        return chosen.length;
    }

    @Override
    public JacobianColumns parameterColumns() {
        return columns;
    }

    @Override
    public double[] gradient() {
        return gathered(batch().gradient());
    }

    @Override
    public double[] inversionGradient(double cutoff) {
        return gathered(batch().inversionGradient(cutoff));
    }

    private double[] gathered(double[] all) {
        double[] some = new double[chosen.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[chosen[i]];
        }
        return some;
    }

    @Override
    public double[] expand(double[] direction) {
        double[] all = new double[batch().columns()];
        for (int i = 0; i < chosen.length; i++) {
            all[chosen[i]] = direction[i];
        }
        return batch().expand(all);
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
