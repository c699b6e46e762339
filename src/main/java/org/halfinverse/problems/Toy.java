package org.halfinverse.problems;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.InvertibleSimulator;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.physics.Simulator;

/**
 * The two-output problem of the method's introduction: fit {@code ŷ(s) = (sin 6s, cos 9s)} through the simulator
 * {@code P(u) = (u₁, λ u₂)}.
 *
 * <p>At λ = 1 it is a plain regression; at λ ≪ 1 the second output answers λ times as strongly as the first, and
 * the Jacobian's singular values spread accordingly. Inputs are uniform in [−1, 1]; ℓ = ½ |y − ŷ|².
 *
 * @param lambda λ
 */
public record Toy(double lambda) implements Problem {
    /** Makes the problem from its one setting {@code lambda}. */
    public static final class Factory implements ProblemFactory {
        /** For the service loader. */
        public Factory() {}

        @Override
        public String type() {
            return "toy";
        }

        @Override
        public Problem create(Parameters parameters) {
            return new Toy(parameters.real("lambda", 1.0));
        }
    }

    @Override
    public Simulator simulator() {
        return new Scaling(lambda);
    }

    @Override
    public Loss loss() {
        return SquaredError.HALF;
    }

    @Override
    public int inputSize() {
        return 1;
    }

    @Override
    public void drawInput(RandomGenerator random, double[] input) {
        input[0] = random.nextDouble(-1, 1);
    }

    @Override
    public void deriveState(double[] input, double[] state) {
        // The simulator has no state.
    }

    @Override
    public void deriveTarget(double[] input, double[] state, double[] target) {
        target[0] = StrictMath.sin(6 * input[0]);
        target[1] = StrictMath.cos(9 * input[0]);
    }

    /** {@code P(u) = (u₁, λ u₂)}. */
    private static final class Scaling extends SampleSimulator implements InvertibleSimulator {
        private final double lambda;

        Scaling(double lambda) {
            super(0, 2, 2);
            this.lambda = lambda;
        }

        @Override
        protected void simulate(double[] state, double[] control, double[] output) {
            output[0] = control[0];
            output[1] = lambda * control[1];
        }

        /** A second control that no output feels stays as it is. */
        @Override
        public void invert(int samples, double[] states, double[] controls, double[] outputs, double[] inverses) {
            for (int i = 0; i < samples; i++) {
                inverses[2 * i] = outputs[2 * i];
                inverses[2 * i + 1] = lambda == 0 ? controls[2 * i + 1] : outputs[2 * i + 1] / lambda;
            }
        }

        @Override
        protected void jacobian(double[] state, double[] control, double[] jacobian) {
            jacobian[0] = 1;
            jacobian[1] = 0;
            jacobian[2] = 0;
            jacobian[3] = lambda;
        }
    }
}
