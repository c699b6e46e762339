package org.halfinverse.physics;

/**
 * A damped pendulum, driven by a force u₁ cos 3t and by a spring of strength u₂ that stiffens: nonlinear in the state,
 * the control and time.
 *
 * <pre>
 *   φ̇ = w,   ẇ = −sin φ − 0.1 w + u₁ cos 3t − u₂² φ³
 * </pre>
 */
final class DrivenPendulum extends RungeKutta4Simulator {
    private static final long serialVersionUID = 1L;

    DrivenPendulum(int steps, double stepSize) {
        super(2, 2, steps, stepSize);
    }

    @Override
    protected void rightHandSide(double time, double[] state, double[] control, double[] derivative) {
        double phi = state[0];
        derivative[0] = state[1];
        derivative[1] = -Math.sin(phi)
                - 0.1 * state[1]
                + control[0] * Math.cos(3 * time)
                - control[1] * control[1] * phi * phi * phi;
    }

    @Override
    protected void stateJacobian(double time, double[] state, double[] control, double[] jacobian) {
        double phi = state[0];
        jacobian[1] = 1;
        jacobian[2] = -Math.cos(phi) - 3 * control[1] * control[1] * phi * phi;
        jacobian[3] = -0.1;
    }

    @Override
    protected void controlJacobian(double time, double[] state, double[] control, double[] jacobian) {
        double phi = state[0];
        jacobian[2] = Math.cos(3 * time);
        jacobian[3] = -2 * control[1] * phi * phi * phi;
    }
}
