package org.halfinverse.optim;

import org.halfinverse.physics.Parameters;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.Truncation;

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
    /** Checks the cut-off. {@inheritDoc} */
    public ScaleInvariantPhysics {
        if (!(cutoff >= 0 && cutoff < 1)) {
            throw new IllegalArgumentException("the cut-off must be at least 0 and below 1, not " + cutoff);
        }
    }

    @Override
    public ScaleInvariantPhysics scaled(double factor) {
        return new ScaleInvariantPhysics(adam.scaled(factor), cutoff);
    }

    @Override
    public Adam.State init(int parameters) {
        return adam.init(parameters);
    }

    @Override
    public OptimizerStep<Adam.State> step(double[] theta, LinearizedBatch batch, Adam.State state) {
        return adam.step(theta, batch.expand(batch.inversionGradient(cutoff)), state);
    }

    /** {@code sip}. */
    public static final class Factory implements OptimizerFactory {
        /** The factory. */
        public Factory() {}

        @Override
        public String type() {
            return "sip";
        }

        @Override
        public double learningRate() {
            return 1e-3;
        }

        @Override
        public double tau() {
            return 1e-5;
        }

        @Override
        public Maker read(Parameters settings) {
            Maker adam = new Adam.Factory().read(settings);
            return common -> {
                Truncation truncation = common.truncation();
                if (!(truncation.relative() && truncation.tau() < 1)) {
                    throw new IllegalArgumentException("optimizer.type = sip cuts the singular values of each sample's"
                            + " simulator relative to the largest one: use truncation.relative = true and"
                            + " truncation.tau below 1");
                }
                return new ScaleInvariantPhysics((Adam) adam.make(common), truncation.tau());
            };
        }
    }
}
