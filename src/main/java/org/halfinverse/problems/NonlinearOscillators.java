package org.halfinverse.problems;

import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;

/**
 * A chain of oscillators with cubic coupling, to be steered back to where it started (Schnell, Holl, Thuerey, ICLR
 * 2022, section 3.1): an {@link OscillatorChain} with the force F(s) = κ s³.
 */
public final class NonlinearOscillators extends SteeredOscillators {
    private static final long serialVersionUID = 1L;

    /**
     * A chain of given physics.
     *
     * @param masses M
     * @param coupling κ
     * @param control c of the last mass
     * @param steps number of time steps, which is the width of the control
     * @param stepSize length of a step
     */
    public NonlinearOscillators(int masses, double coupling, double control, int steps, double stepSize) {
        super(new Chain(masses, coupling, control, steps, stepSize));
    }

    /** Makes the problem from {@code masses, coupling, control, steps, step-size}. */
    public static final class Factory implements ProblemFactory {
        /** For the service loader. */
        public Factory() {}

        @Override
        public String type() {
            return "oscillators-nonlinear";
        }

        @Override
        public Problem create(Parameters parameters) {
            return new NonlinearOscillators(
                    parameters.positiveInteger("masses", 2),
                    parameters.real("coupling", 1.0),
                    parameters.real("control", 3.0),
                    parameters.positiveInteger("steps", 96),
                    parameters.real("step-size", 0.125));
        }
    }

    /** The equations of motion. */
    private static final class Chain extends OscillatorChain {
        private static final long serialVersionUID = 1L;

        private final double coupling;

        Chain(int masses, double coupling, double control, int steps, double stepSize) {
            super(masses, control, steps, stepSize);
            this.coupling = coupling;
        }

        @Override
        double force(double distance) {
            return coupling * distance * distance * distance;
        }

        @Override
        double stiffness(double distance) {
            return 3 * coupling * distance * distance;
        }
    }
}
