package org.halfinverse.problems;

import org.halfinverse.physics.RungeKutta4Simulator;

/**
 * A chain of M oscillators, each bound to its place and to its neighbours, with a force on the last one. With positions
 * x and velocities v, state (x₁ … x_M, v₁ … v_M):
 *
 * <pre>
 *   ẋ = v,   v̇_j = −x_j + F(x_{j+1} − x_j) + F(x_{j−1} − x_j) + c_j u(t)
 * </pre>
 *
 * where a missing neighbour gives 0 and c_j is 0 but for the last mass. One control value a time step, RK4.
 */
final class OscillatorChain extends RungeKutta4Simulator {
    private final ForceLaw law;
    private final int masses;
    private final double coupling;
    private final double control;

    /**
     * A chain of given length.
     *
     * @param law F
     * @param masses M
     * @param coupling κ of the law
     * @param control c of the last mass
     * @param steps number of time steps, which is the width of the control
     * @param stepSize length of a step
     */
    OscillatorChain(ForceLaw law, int masses, double coupling, double control, int steps, double stepSize) {
        super(2 * masses, 1, steps, stepSize);
        this.law = law;
        this.masses = masses;
        this.coupling = coupling;
        this.control = control;
    }

    @Override
    protected void rightHandSide(double time, double[] state, double[] u, double[] derivative) {
        for (int j = 0; j < masses; j++) {
            double acceleration = -state[j];
            if (j + 1 < masses) {
                acceleration += law.force(coupling, state[j + 1] - state[j]);
            }
            if (j > 0) {
                acceleration += law.force(coupling, state[j - 1] - state[j]);
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
                double stiffness = law.stiffness(coupling, state[j + 1] - state[j]);
                jacobian[row + j] -= stiffness;
                jacobian[row + j + 1] = stiffness;
            }
            if (j > 0) {
                double stiffness = law.stiffness(coupling, state[j - 1] - state[j]);
                jacobian[row + j] -= stiffness;
                jacobian[row + j - 1] = stiffness;
            }
        }
    }

    @Override
    protected void controlJacobian(double time, double[] state, double[] u, double[] jacobian) {
        jacobian[2 * masses - 1] = control;
    }
}
