package org.halfinverse.problems;

import org.halfinverse.physics.AffineSimulator;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;

/**
 * A chain of linearly coupled oscillators, to be steered back to where it started (Schnell, Holl, Thuerey, ICLR
 * 2022, section 3.1): an {@link OscillatorChain} with the force F(s) = κ s.
 */
public final class LinearOscillators extends SteeredOscillators {
    private static final long serialVersionUID = 1L;

    /** Entries of the matrices of state and control together, 2M (2M + steps). */
    private static final long MOST_ENTRIES = 200_000;

    /**
     * A chain of given physics.
     *
     * @param masses M
     * @param coupling κ
     * @param control c of the last mass
     * @param steps number of time steps, which is the width of the control
     * @param stepSize length of a step
     * @throws IllegalArgumentException if the map of all steps would be too large, or one of the numbers cannot be
     */
    public LinearOscillators(int masses, double coupling, double control, int steps, double stepSize) {
        // The equations are linear, so the whole integration is one affine map.
        super(new AffineSimulator(chain(masses, coupling, control, steps, stepSize)));
    }

    private static Chain chain(int masses, double coupling, double control, int steps, double stepSize) {
        if (masses > MOST_ENTRIES || 2L * masses * (2L * masses + steps) > MOST_ENTRIES) {
            throw new IllegalArgumentException("masses " + masses + " and steps " + steps + " make a map of more than "
                    + MOST_ENTRIES + " entries, which are at most kept: 2 masses (2 masses + steps)");
        }
        return new Chain(masses, coupling, control, steps, stepSize);
    }

    /** Makes the problem from {@code masses, coupling, control, steps, step-size}. */
    public static final class Factory implements ProblemFactory {
        /** For the service loader. */
        public Factory() {}

        @Override
        public String type() {
            return "oscillators-linear";
        }

        @Override
        public Problem create(Parameters parameters) {
            return new LinearOscillators(
                    parameters.positiveInteger("masses", 2),
                    parameters.real("coupling", 0.2),
                    parameters.real("control", 1.0),
                    parameters.positiveInteger("steps", 24),
                    parameters.real("step-size", 0.5));
        }
    }

    /** The equations of motion. */
    static final class Chain extends OscillatorChain {
        private static final long serialVersionUID = 1L;

        private final double coupling;

        Chain(int masses, double coupling, double control, int steps, double stepSize) {
            super(masses, control, steps, stepSize);
            this.coupling = coupling;
        }

        @Override
        double force(double distance) {
            return coupling * distance;
        }

        @Override
        double stiffness(double distance) {
            return coupling;
        }
    }
}
