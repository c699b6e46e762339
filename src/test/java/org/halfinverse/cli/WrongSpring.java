package org.halfinverse.cli;

import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.physics.Simulator;
import org.halfinverse.physics.StubProblem;

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

    private record Spring(double stiffness) implements StubProblem {
        @Override
        public Simulator simulator() {
            return new Force(stiffness);
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
