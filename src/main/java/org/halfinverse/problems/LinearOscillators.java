package org.halfinverse.problems;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.AffineSimulator;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.RungeKutta4Simulator;
import org.halfinverse.physics.Simulator;

/**
 * A chain of linearly coupled oscillators, to be steered back to where it started (Schnell, Holl, Thuerey, ICLR
 * 2022, section 3.1).
 *
 * <p>With positions x and velocities v of M masses, state (x₁ … x_M, v₁ … v_M):
 *
 * <pre>
 *   ẋ = v,   v̇_j = −x_j + κ ((x_{j+1} − x_j) + (x_{j−1} − x_j)) + c_j u(t)
 * </pre>
 *
 * where a missing neighbour gives 0 and the one control u acts on the last mass. One control value a time step, RK4.
 * Network input, initial state and target are the same vector, uniform in [0, 1); ℓ = |y − ŷ|².
 */
public final class LinearOscillators implements Problem {
    private static final long serialVersionUID = 1L;

    private final int masses;
    private final Simulator simulator;

    /**
     * A chain of given physics.
     *
     * @param masses M
     * @param coupling κ
     * @param control c of the last mass
     * @param steps number of time steps, which is the width of the control
     * @param stepSize length of a step
     */
    public LinearOscillators(int masses, double coupling, double control, int steps, double stepSize) {
        this.masses = masses;
        // The equations are linear, so the whole integration is one affine map.
        simulator = new AffineSimulator(new Chain(masses, coupling, control, steps, stepSize));
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
        return 2 * masses;
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

    /** The equations of motion. */
    static final class Chain extends RungeKutta4Simulator {
        private static final long serialVersionUID = 1L;

        private final int masses;
        private final double coupling;
        private final double control;

        Chain(int masses, double coupling, double control, int steps, double stepSize) {
            super(2 * masses, 1, steps, stepSize);
            this.masses = masses;
            this.coupling = coupling;
            this.control = control;
        }

        @Override
        protected void rightHandSide(double time, double[] state, double[] u, double[] derivative) {
            for (int j = 0; j < masses; j++) {
                double acceleration = -state[j];
                if (j + 1 < masses) {
                    acceleration += coupling * (state[j + 1] - state[j]);
                }
                if (j > 0) {
                    acceleration += coupling * (state[j - 1] - state[j]);
                }
                derivative[j] = state[masses + j];
                derivative[masses + j] = acceleration;
            }
            derivative[2 * masses - 1] += control * u[0];
        }

        @Override
        protected void stateJacobian(double time, double[] state, double[] u, double[] jacobian) {
            int d = 2 * masses;
            for (int j = 0; j < masses; j++) {
                jacobian[j * d + masses + j] = 1;
                int row = (masses + j) * d;
                jacobian[row + j] = -1;
                if (j + 1 < masses) {
                    jacobian[row + j] -= coupling;
                    jacobian[row + j + 1] = coupling;
                }
                if (j > 0) {
                    jacobian[row + j] -= coupling;
                    jacobian[row + j - 1] = coupling;
                }
            }
        }

        @Override
        protected void controlJacobian(double time, double[] state, double[] u, double[] jacobian) {
            jacobian[2 * masses - 1] = control;
        }
    }
}
