package org.halfinverse.physics;

import java.util.Arrays;

/**
 * An ordinary differential equation {@code ẋ = f(t, x, u)}, integrated with the classical Runge–Kutta method of
 * fourth order; the output is the final state.
 *
 * <p>A new equation needs only {@link #rightHandSide} and its two partial derivatives. The control is constant
 * within a step: step k uses the entries {@code k·r … (k+1)·r − 1} of u, so q = steps · r. With h the step,
 *
 * <pre>
 *   X₁ = x,  X₂ = x + h/2 k₁,  X₃ = x + h/2 k₂,  X₄ = x + h k₃,   k_i = f(t_i, X_i, u),
 *   x' = x + h/6 (k₁ + 2 k₂ + 2 k₃ + k₄).
 * </pre>
 *
 * The derivatives are those of this discrete map, not of the equation (discretise, then differentiate): exact to
 * rounding. The reverse pass keeps the state at the start of each step, works the four stages out again, and
 * carries all cotangents of a sample at once, so that f and its derivatives are evaluated only once a stage:
 *
 * <pre>
 *   κ₄ = h/6 λ',  κ₃ = h/3 λ' + h A₄ᵀκ₄,  κ₂ = h/3 λ' + h/2 A₃ᵀκ₃,  κ₁ = h/6 λ' + h/2 A₂ᵀκ₂,
 *   λ = λ' + Σ A_iᵀ κ_i,   ū = Σ B_iᵀ κ_i,   A_i = ∂f/∂x,  B_i = ∂f/∂u at X_i.
 * </pre>
 */
public abstract class RungeKutta4Simulator implements Simulator {
    private static final long serialVersionUID = 1L;
    private static final int STAGES = 4;
    /** t_i = t + NODES[i] h and X_i = x + NODES[i] h k_{i−1}. */
    private static final double[] NODES = {0, 0.5, 0.5, 1};

    private static final double[] WEIGHTS = {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6};

    private final int stateSize;
    private final int controlsPerStep;
    private final int steps;
    private final double stepSize;

    /**
     * An integration of given length.
     *
     * @param stateSize d
     * @param controlsPerStep r
     * @param steps number of time steps
     * @param stepSize h, in the unit of time of the equation
     * @throws IllegalArgumentException if one of them is not positive, or there are more controls than an array holds
     */
    protected RungeKutta4Simulator(int stateSize, int controlsPerStep, int steps, double stepSize) {
        if (stateSize < 1 || controlsPerStep < 1 || steps < 1 || !(stepSize > 0)) {
            throw new IllegalArgumentException("state size " + stateSize + ", controls a step " + controlsPerStep
                    + ", steps " + steps + " and step size " + stepSize + " must all be positive");
        }
        if ((long) steps * controlsPerStep > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    steps + " steps of " + controlsPerStep + " controls each do not fit one array");
        }
        this.stateSize = stateSize;
        this.controlsPerStep = controlsPerStep;
        this.steps = steps;
        this.stepSize = stepSize;
    }

    /**
     * The right-hand side f.
     *
     * @param time t
     * @param state x, d entries
     * @param control the r controls of the step
     * @param derivative overwritten with ẋ, d entries
     */
    protected abstract void rightHandSide(double time, double[] state, double[] control, double[] derivative);

    /**
     * The partial derivative of f by the state.
     *
     * @param time t
     * @param state x, d entries
     * @param control the r controls of the step
     * @param jacobian zeroed before the call; to be filled with ∂f/∂x, d × d row-major
     */
    protected abstract void stateJacobian(double time, double[] state, double[] control, double[] jacobian);

    /**
     * The partial derivative of f by the control.
     *
     * @param time t
     * @param state x, d entries
     * @param control the r controls of the step
     * @param jacobian zeroed before the call; to be filled with ∂f/∂u, d × r row-major
     */
    protected abstract void controlJacobian(double time, double[] state, double[] control, double[] jacobian);

    @Override
    public final int stateSize() {
        return stateSize;
    }

    @Override
    public final int controlSize() {
        return steps * controlsPerStep;
    }

    @Override
    public final int outputSize() {
        return stateSize;
    }

    @Override
    public final void simulate(int samples, double[] states, double[] controls, double[] outputs) {
        Integration integration = new Integration();
        for (int i = 0; i < samples; i++) {
            integration.run(states, i, controls);
            System.arraycopy(integration.state(steps), 0, outputs, i * stateSize, stateSize);
        }
    }

    @Override
    public final void linearize(int samples, double[] states, double[] controls, double[] outputs, double[] jacobians) {
        Integration integration = new Integration();
        Adjoint adjoint = new Adjoint(stateSize);
        for (int i = 0; i < samples; i++) {
            integration.run(states, i, controls);
            System.arraycopy(integration.state(steps), 0, outputs, i * stateSize, stateSize);
            Arrays.fill(adjoint.lambda, 0);
            for (int k = 0; k < stateSize; k++) {
                adjoint.lambda[k * stateSize + k] = 1;
            }
            adjoint.run(integration, controls, i, jacobians);
        }
    }

    @Override
    public final void vectorJacobian(
            int samples,
            double[] states,
            double[] controls,
            double[] outputs,
            Cotangents pullback,
            double[] controlCotangents) {
        Integration integration = new Integration();
        Adjoint adjoint = new Adjoint(1);
        simulate(samples, states, controls, outputs);
        double[] cotangents = pullback.at(outputs);
        for (int i = 0; i < samples; i++) {
            integration.run(states, i, controls);
            System.arraycopy(cotangents, i * stateSize, adjoint.lambda, 0, stateSize);
            adjoint.run(integration, controls, i, controlCotangents);
        }
    }

    @Override
    public final void jacobianVector(
            int samples,
            double[] states,
            double[] controls,
            double[] tangents,
            double[] outputs,
            double[] outputTangents) {
        Integration integration = new Integration();
        double[] tangent = new double[stateSize];
        double[] stageTangent = new double[stateSize];
        double[] slope = new double[stateSize];
        double[] increment = new double[stateSize];
        for (int i = 0; i < samples; i++) {
            integration.run(states, i, controls);
            System.arraycopy(integration.state(steps), 0, outputs, i * stateSize, stateSize);
            Arrays.fill(tangent, 0);
            for (int step = 0; step < steps; step++) {
                integration.stages(step, controls, i);
                Arrays.fill(increment, 0);
                Arrays.fill(slope, 0);
                int control = (i * steps + step) * controlsPerStep;
                for (int stage = 0; stage < STAGES; stage++) {
                    for (int a = 0; a < stateSize; a++) {
                        stageTangent[a] = tangent[a] + NODES[stage] * stepSize * slope[a];
                    }
                    integration.differentiate(step, stage);
                    for (int a = 0; a < stateSize; a++) {
                        double sum = 0;
                        for (int b = 0; b < stateSize; b++) {
                            sum += integration.stateJacobian[a * stateSize + b] * stageTangent[b];
                        }
                        for (int c = 0; c < controlsPerStep; c++) {
                            sum += integration.controlJacobian[a * controlsPerStep + c] * tangents[control + c];
                        }
                        slope[a] = sum;
                        increment[a] += WEIGHTS[stage] * sum;
                    }
                }
                for (int a = 0; a < stateSize; a++) {
                    tangent[a] += stepSize * increment[a];
                }
            }
            System.arraycopy(tangent, 0, outputTangents, i * stateSize, stateSize);
        }
    }

    /** The forward integration of one sample at a time: scratch arrays and the state at the start of each step. */
    private final class Integration {
        private final double[][] trajectory = new double[steps + 1][stateSize];
        private final double[][] stageStates = new double[STAGES][stateSize];
        private final double[][] stageSlopes = new double[STAGES][stateSize];
        private final double[] control = new double[controlsPerStep];
        private final double[] stateJacobian = new double[stateSize * stateSize];
        private final double[] controlJacobian = new double[stateSize * controlsPerStep];

        double[] state(int step) {
            return trajectory[step];
        }

        void run(double[] states, int sample, double[] controls) {
            System.arraycopy(states, sample * stateSize, trajectory[0], 0, stateSize);
            for (int step = 0; step < steps; step++) {
                stages(step, controls, sample);
                for (int a = 0; a < stateSize; a++) {
                    double sum = 0;
                    for (int stage = 0; stage < STAGES; stage++) {
                        sum += WEIGHTS[stage] * stageSlopes[stage][a];
                    }
                    trajectory[step + 1][a] = trajectory[step][a] + stepSize * sum;
                }
            }
        }

        /** Works out the four stages of a step from the state at its start. */
        void stages(int step, double[] controls, int sample) {
            System.arraycopy(controls, (sample * steps + step) * controlsPerStep, control, 0, controlsPerStep);
            for (int stage = 0; stage < STAGES; stage++) {
                double[] state = stageStates[stage];
                System.arraycopy(trajectory[step], 0, state, 0, stateSize);
                if (stage > 0) {
                    for (int a = 0; a < stateSize; a++) {
                        state[a] += NODES[stage] * stepSize * stageSlopes[stage - 1][a];
                    }
                }
                rightHandSide(time(step, stage), state, control, stageSlopes[stage]);
            }
        }

        /** Evaluates both partial derivatives of f at a stage of the step whose stages were worked out last. */
        void differentiate(int step, int stage) {
            Arrays.fill(stateJacobian, 0);
            Arrays.fill(controlJacobian, 0);
            RungeKutta4Simulator.this.stateJacobian(time(step, stage), stageStates[stage], control, stateJacobian);
            RungeKutta4Simulator.this.controlJacobian(time(step, stage), stageStates[stage], control, controlJacobian);
        }

        private double time(int step, int stage) {
            return (step + NODES[stage]) * stepSize;
        }
    }

    /** The reverse pass of one sample at a time, with c cotangents. */
    private final class Adjoint {
        private final int cotangents;
        /** λ, c × d: on entry to {@link #run} the cotangents of the final state. */
        private final double[] lambda;

        private final double[] kappa;
        private final double[] transported;
        private final double[] lambdaIncrement;

        Adjoint(int cotangents) {
            this.cotangents = cotangents;
            lambda = new double[cotangents * stateSize];
            kappa = new double[cotangents * stateSize];
            transported = new double[cotangents * stateSize];
            lambdaIncrement = new double[cotangents * stateSize];
        }

        /** Writes c × q control cotangents of the sample that was integrated last. */
        void run(Integration integration, double[] controls, int sample, double[] controlCotangents) {
            int q = controlSize();
            int rows = sample * cotangents;
            Arrays.fill(controlCotangents, rows * q, (rows + cotangents) * q, 0);
            for (int step = steps - 1; step >= 0; step--) {
                integration.stages(step, controls, sample);
                Arrays.fill(lambdaIncrement, 0);
                Arrays.fill(transported, 0);
                for (int stage = STAGES - 1; stage >= 0; stage--) {
                    double coupling = stage + 1 < STAGES ? NODES[stage + 1] * stepSize : 0;
                    for (int entry = 0; entry < kappa.length; entry++) {
                        kappa[entry] = WEIGHTS[stage] * stepSize * lambda[entry] + coupling * transported[entry];
                    }
                    integration.differentiate(step, stage);
                    for (int c = 0; c < cotangents; c++) {
                        pullThroughState(integration.stateJacobian, c);
                        int target = (rows + c) * q + step * controlsPerStep;
                        addThroughControl(integration.controlJacobian, c, controlCotangents, target);
                    }
                }
                for (int entry = 0; entry < lambda.length; entry++) {
                    lambda[entry] += lambdaIncrement[entry];
                }
            }
        }

        private void pullThroughState(double[] stateJacobian, int c) {
            for (int b = 0; b < stateSize; b++) {
                double sum = 0;
                for (int a = 0; a < stateSize; a++) {
                    sum += kappa[c * stateSize + a] * stateJacobian[a * stateSize + b];
                }
                transported[c * stateSize + b] = sum;
                lambdaIncrement[c * stateSize + b] += sum;
            }
        }

        private void addThroughControl(double[] controlJacobian, int c, double[] target, int offset) {
            for (int j = 0; j < controlsPerStep; j++) {
                double sum = 0;
                for (int a = 0; a < stateSize; a++) {
                    sum += kappa[c * stateSize + a] * controlJacobian[a * controlsPerStep + j];
                }
                target[offset + j] += sum;
            }
        }
    }
}
