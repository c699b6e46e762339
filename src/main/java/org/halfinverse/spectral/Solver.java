package org.halfinverse.spectral;

/**
 * Computes {@code V f(Λ) Uᵀ g} for the Jacobian {@code J = U Λ Vᵀ} and the loss gradient g of a mini-batch.
 *
 * <p>To add one: implement this interface, add a subclass of its contract test, and name it where the experiment
 * wires solvers.
 *
 * @param <B> the batches it can work on; {@link LinearizedBatch} unless it is bound to one engine
 */
public interface Solver<B extends LinearizedBatch> {
    /**
     * The name in configurations and metrics.
     *
     * @return for instance {@code direct}
     */
    String label();

    /**
     * What a step costs.
     *
     * @param size of the step
     * @return an estimate, for the choice of a solver
     */
    SolverCost cost(StepSize size);

    /**
     * Applies a filter.
     *
     * @param batch the linearised mini-batch
     * @param filter f
     * @return the direction and what was kept of the spectrum; with rank 0 the direction is zero
     * @throws org.halfinverse.jacobian.NonFiniteException if the linearisation is not finite
     */
    SpectralStep solve(B batch, SpectralFilter filter);
}
