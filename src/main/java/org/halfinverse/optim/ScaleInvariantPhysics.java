package org.halfinverse.optim;

/**
 * Scale-invariant physics updates (Holl, Koltun, Thuerey, NeurIPS 2022): the simulator is inverted sample by sample, and
 * the network is fitted to the controls that come out of it, held fixed, by a first-order method:
 *
 * <pre>
 *   u_i* = u_i − S_i⁺ ∂L/∂y_i,   Δθ = Adam's step on (1/b) Σ_i |f(s_i; θ) − u_i*|²
 * </pre>
 *
 * with the gradient of the mean loss, whatever the loss of the mini-batch is. Where the simulator has an inverse of its
 * own, that one is taken.
 *
 * @param adam the first-order method
 * @param cutoff singular values up to this share of the largest one of S_i are left out of S_i⁺, at least 0 and below 1
 */
public record ScaleInvariantPhysics(Adam adam, double cutoff) implements Optimizer<Adam.State> {
    /**
     * Checks the cut-off.
     *
     * @param adam the first-order method
     * @param cutoff singular values up to this share of the largest one of S_i are left out of S_i⁺, at least 0 and below 1
     */
    public ScaleInvariantPhysics {
        if (!(cutoff >= 0 && cutoff < 1)) {
            throw new IllegalArgumentException("the cut-off must be at least 0 and below 1, not " + cutoff);
        }
    }

    @Override
    public Adam.State init(int parameters) {
        return adam.init(parameters);
    }

    @Override
    public OptimizerStep<Adam.State> step(double[] theta, Evaluation evaluation, Adam.State state) {
        return adam.step(evaluation.inversionGradient(cutoff), state);
    }

    @Override
    public SavedState save(Adam.State state) {
        return adam.save(state);
    }

    @Override
    public Adam.State restore(int parameters, SavedState saved) {
        return adam.restore(parameters, saved);
    }
}
