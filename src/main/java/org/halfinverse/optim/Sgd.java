package org.halfinverse.optim;

import java.util.Optional;
import org.halfinverse.physics.Parameters;
import org.halfinverse.spectral.LinearizedBatch;

/**
 * Gradient descent with momentum as in Keras: {@code w ← μ w − η Jᵀg}, {@code Δθ = w}.
 *
 * @param learningRate η
 * @param momentum μ in [0, 1); 0 is plain gradient descent
 */
public record Sgd(double learningRate, double momentum) implements Optimizer<Sgd.State> {
    /** Checks the momentum. {@inheritDoc} */
    public Sgd {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum must lie in [0, 1), not " + momentum);
        }
    }

    /**
     * What momentum remembers.
     *
     * @param velocity w, n entries
     */
    public record State(double[] velocity) {}

    @Override
    public Sgd scaled(double factor) {
        return new Sgd(factor * learningRate, momentum);
    }

    @Override
    public State init(int parameters) {
        return new State(new double[parameters]);
    }

    @Override
    public OptimizerStep<State> step(double[] theta, LinearizedBatch batch, State state) {
        double[] gradient = batch.expand(batch.gradient());
        double[] velocity = new double[gradient.length];
        for (int i = 0; i < gradient.length; i++) {
            velocity[i] = momentum * state.velocity[i] - learningRate * gradient[i];
        }
        return new OptimizerStep<>(velocity, learningRate, new State(velocity), Optional.empty());
    }

    /** {@code sgd}. */
    public static final class Factory implements OptimizerFactory {
        /** The factory. */
        public Factory() {}

        @Override
        public String type() {
            return "sgd";
        }

        @Override
        public double learningRate() {
            return 1e-2;
        }

        @Override
        public Maker read(Parameters settings) {
            double momentum = settings.realWithin("momentum", 0, 0, Math.nextDown(1.0));
            return common -> new Sgd(common.learningRate(), momentum);
        }
    }
}
