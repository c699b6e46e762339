package org.halfinverse.optim;

import java.util.Arrays;
import java.util.Optional;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.physics.Parameters;
import org.halfinverse.spectral.LinearizedBatch;

/**
 * Adam (Kingma and Ba, ICLR 2015) in the form at the end of their section 2, which is that of Keras: the bias
 * corrections go into the step size, and ε is added to √v as it is. (Algorithm 1 of the paper adds ε to the corrected
 * root instead, which is a √(1−β₂ᵗ) times smaller ε here: at the first steps, and where gradients are small, another
 * step.)
 *
 * <pre>
 *   m ← β₁ m + (1−β₁) G,  v ← β₂ v + (1−β₂) G²,  Δθ = −η √(1−β₂ᵗ) / (1−β₁ᵗ) · m / (√v + ε),   G = Jᵀg
 * </pre>
 *
 * <p>A weight decay λ adds {@code −η λ θ} to the step, not to the gradient (AdamW: Loshchilov and Hutter, ICLR 2019).
 *
 * @param learningRate η
 * @param beta1 β₁ in [0, 1)
 * @param beta2 β₂ in [0, 1)
 * @param epsilon ε
 * @param weightDecay λ, 0 or positive
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
        implements Optimizer<Adam.State> {
    /** Checks the decay rates and ε. {@inheritDoc} */
    public Adam {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException("beta1 and beta2 must lie in [0, 1), not " + beta1 + " and " + beta2);
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon must be positive, not " + epsilon);
        }
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("the weight decay must be 0 or positive, not " + weightDecay);
        }
    }

    /**
     * Adam without a weight decay.
     *
     * @param learningRate η
     * @param beta1 β₁ in [0, 1)
     * @param beta2 β₂ in [0, 1)
     * @param epsilon ε
     */
    public Adam(double learningRate, double beta1, double beta2, double epsilon) {
        this(learningRate, beta1, beta2, epsilon, 0);
    }

    /**
     * What Adam remembers.
     *
     * @param steps t, steps made so far
     * @param mean m, n entries
     * @param variance v, n entries
     */
    public record State(long steps, double[] mean, double[] variance) {
        /** Checks the numbers. {@inheritDoc} */
        public State {
            if (steps < 0 || Arrays.stream(variance).anyMatch(v -> v < 0)) {
                throw new IllegalArgumentException(
                        "Adam cannot have made " + steps + " steps or have a negative variance");
            }
        }
    }

    @Override
    public Adam scaled(double factor) {
        return new Adam(factor * learningRate, beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public State init(int parameters) {
        return new State(0, new double[parameters], new double[parameters]);
    }

    @Override
    public OptimizerStep<State> step(double[] theta, LinearizedBatch batch, State state) {
        return step(theta, batch.expand(batch.gradient()), state);
    }

    /** The step for a gradient G, of whatever loss. */
    OptimizerStep<State> step(double[] theta, double[] gradient, State state) {
        long t = state.steps + 1;
        double[] mean = new double[gradient.length];
        double[] variance = new double[gradient.length];
        double[] update = new double[gradient.length];
        double stepSize = learningRate
                * Math.sqrt(1 - StrictMath.pow(beta2, (double) t))
                / (1 - StrictMath.pow(beta1, (double) t));
        for (int i = 0; i < gradient.length; i++) {
            mean[i] = beta1 * state.mean[i] + (1 - beta1) * gradient[i];
            variance[i] = beta2 * state.variance[i] + (1 - beta2) * gradient[i] * gradient[i];
            if (Double.isInfinite(variance[i])) { // would make every later step 0
                throw new NonFiniteException(
                        "the square of " + gradient[i] + ", an entry of the gradient, is Infinity");
            }
            update[i] = -stepSize * mean[i] / (Math.sqrt(variance[i]) + epsilon);
        }
        if (weightDecay > 0) {
            Vectors.addScaled(-learningRate * weightDecay, theta, update);
        }
        return new OptimizerStep<>(update, learningRate, new State(t, mean, variance), Optional.empty());
    }

    /** {@code adam}. */
    public static final class Factory implements OptimizerFactory {
        /** The factory. */
        public Factory() {}

        @Override
        public String type() {
            return "adam";
        }

        @Override
        public double learningRate() {
            return 1e-3;
        }

        @Override
        public Maker read(Parameters settings) {
            double beta1 = settings.realWithin("beta1", 0.9, 0, Math.nextDown(1.0));
            double beta2 = settings.realWithin("beta2", 0.999, 0, Math.nextDown(1.0));
            double epsilon = settings.positiveReal("epsilon", 1e-7);
            double weightDecay = settings.realWithin("weight-decay", 0, 0, Double.POSITIVE_INFINITY);
            return common -> new Adam(common.learningRate(), beta1, beta2, epsilon, weightDecay);
        }
    }
}
