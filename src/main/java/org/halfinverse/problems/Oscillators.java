package org.halfinverse.problems;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.AffineSimulator;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.Simulator;

/**
 * A chain of coupled oscillators that are to be steered back to where they started (Schnell, Holl, Thuerey, ICLR 2022,
 * section 3.1): network input, initial state and target are the same vector of positions and velocities, uniform in
 * [0, 1); ℓ = |y − ŷ|². The equations of motion are those of an {@link OscillatorChain}.
 */
public final class Oscillators implements Problem {
    /** Entries of the matrices of state and control together, 2M (2M + steps), that are kept where the law is linear. */
    private static final long MOST_ENTRIES = 200_000;

    private final Simulator simulator;

    /**
     * A chain of given physics.
     *
     * @param law of the force between neighbours
     * @param masses M
     * @param coupling κ of the law
     * @param control c of the last mass
     * @param steps number of time steps, which is the width of the control
     * @param stepSize length of a step
     * @throws IllegalArgumentException if the map of all steps of a linear law would be too large, or one of the numbers
     *     cannot be
     */
    public Oscillators(ForceLaw law, int masses, double coupling, double control, int steps, double stepSize) {
        boolean affine = law == ForceLaw.LINEAR; // then the whole integration is one affine map
        if (affine && (masses > MOST_ENTRIES || 2L * masses * (2L * masses + steps) > MOST_ENTRIES)) {
            throw new IllegalArgumentException("masses " + masses + " and steps " + steps + " make a map of more than "
                    + MOST_ENTRIES + " entries, which are at most kept: 2 masses (2 masses + steps)");
        }
        Simulator chain = new OscillatorChain(law, masses, coupling, control, steps, stepSize);
        simulator = affine ? new AffineSimulator(chain) : chain;
    }

    private static Oscillators read(ForceLaw law, Parameters parameters, Defaults defaults) {
        return new Oscillators(
                law,
                parameters.positiveInteger("masses", 2),
                parameters.real("coupling", defaults.coupling),
                parameters.real("control", defaults.control),
                parameters.positiveInteger("steps", defaults.steps),
                parameters.real("step-size", defaults.stepSize));
    }

    private record Defaults(double coupling, double control, int steps, double stepSize) {}

    /** {@code oscillators-linear}, from {@code masses, coupling, control, steps, step-size}. */
    public static final class Linear implements ProblemFactory {
        /** For the service loader. */
        public Linear() {}

        @Override
        public String type() {
            return "oscillators-linear";
        }

        @Override
        public Problem create(Parameters parameters) {
            return read(ForceLaw.LINEAR, parameters, new Defaults(0.2, 1, 24, 0.5));
        }
    }

    /** {@code oscillators-nonlinear}, from the same parameters. */
    public static final class Nonlinear implements ProblemFactory {
        /** For the service loader. */
        public Nonlinear() {}

        @Override
        public String type() {
            return "oscillators-nonlinear";
        }

        @Override
        public Problem create(Parameters parameters) {
            return read(ForceLaw.CUBIC, parameters, new Defaults(1, 3, 96, 0.125));
        }
    }

    @Override
    public Simulator simulator() {
        return simulator;
    }

    @Override
    public Loss loss() {
        return SquaredError.FULL;
    }

    @Override
    public int inputSize() {
        return simulator.stateSize();
    }

    @Override
    public void drawInput(RandomGenerator random, double[] input) {
        for (int j = 0; j < input.length; j++) {
            input[j] = random.nextDouble();
        }
    }

    @Override
    public void deriveState(double[] input, double[] state) {
        System.arraycopy(input, 0, state, 0, state.length);
    }

    @Override
    public void deriveTarget(double[] input, double[] state, double[] target) {
        System.arraycopy(state, 0, target, 0, target.length);
    }
}
