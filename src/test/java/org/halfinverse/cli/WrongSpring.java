package org.halfinverse.cli;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.physics.Simulator;

/** A user's problem, named by its class: y = k u with the Jacobian 2k by mistake. */
public final class WrongSpring implements ProblemFactory {
    @Override
    public String type() {
        return "wrong-spring";
    }

    @Override
    public Problem create(Parameters parameters) {
        return new Spring(parameters.real("stiffness", 1));
    }

    private record Spring(double stiffness) implements Problem {
        @Override
        public Simulator simulator() {
            return new Force(stiffness);
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
            input[0] = random.nextDouble();
        }

        @Override
        public void deriveState(double[] input, double[] state) {
            // There is none.
        }

        @Override
        public void deriveTarget(double[] input, double[] state, double[] target) {
            target[0] = input[0];
        }
    }

    private static final class Force extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        private final double stiffness;

        Force(double stiffness) {
            super(0, 1, 1);
            this.stiffness = stiffness;
        }

        @Override
        protected void simulate(double[] state, double[] control, double[] output) {
            output[0] = stiffness * control[0];
        }

        @Override
        protected void jacobian(double[] state, double[] control, double[] jacobian) {
            jacobian[0] = 2 * stiffness;
        }
    }
}
