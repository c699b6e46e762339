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
        requireArray("the Jacobian of a step", stateSize, Math.max(stateSize, controlsPerStep));
        requireArray("a trajectory", steps + 1L, stateSize);
        this.stateSize = stateSize;
        this.controlsPerStep = controlsPerStep;
        this.steps = steps;
        this.stepSize = stepSize;
    }

    private static void requireArray(String what, long rows, long columns) {
        if (rows * columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(what + ", " + rows + " × " + columns + ", does not fit one array");
        }
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
        double[] trajectory = new double[trajectorySize()];
        for (int i = 0; i < samples; i++) {
            integration.run(i, states, controls, trajectory, outputs);
        }
    }

    @Override
    public final void linearize(int samples, double[] states, double[] controls, double[] outputs, double[] jacobians) {
        Integration integration = new Integration();
        double[] trajectory = new double[trajectorySize()];
        Adjoint adjoint = new Adjoint(stateSize);
        for (int i = 0; i < samples; i++) {
            integration.run(i, states, controls, trajectory, outputs);
            Arrays.fill(adjoint.lambda, 0);
            for (int k = 0; k < stateSize; k++) {
                adjoint.lambda[k * stateSize + k] = 1;
            }
            adjoint.run(i, integration, trajectory, controls, jacobians);
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
        double[][] trajectories = new double[samples][trajectorySize()];
        for (int i = 0; i < samples; i++) {
            integration.run(i, states, controls, trajectories[i], outputs);
        }
        double[] cotangents = pullback.at(outputs);
        Adjoint adjoint = new Adjoint(1);
        for (int i = 0; i < samples; i++) {
            System.arraycopy(cotangents, i * stateSize, adjoint.lambda, 0, stateSize);
            adjoint.run(i, integration, trajectories[i], controls, controlCotangents);
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
        double[] trajectory = new double[trajectorySize()];
        double[] tangent = new double[stateSize];
        double[] stageTangent = new double[stateSize];
        double[] slope = new double[stateSize];
        double[] increment = new double[stateSize];
        for (int i = 0; i < samples; i++) {
            integration.run(i, states, controls, trajectory, outputs);
            Arrays.fill(tangent, 0);
            for (int step = 0; step < steps; step++) {
                integration.stages(i, step, controls, trajectory);
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

    /** Entries of a trajectory: the states at the starts of all steps, and the final one. */
    private int trajectorySize() {
        return (steps + 1) * stateSize;
    }

    /** The forward integration of one sample at a time. */
    private final class Integration {
        private final double[][] stageStates = new double[STAGES][stateSize];
        private final double[][] stageSlopes = new double[STAGES][stateSize];
        private final double[] control = new double[controlsPerStep];
        private final double[] stateJacobian = new double[stateSize * stateSize];
        private final double[] controlJacobian = new double[stateSize * controlsPerStep];

        void run(int sample, double[] states, double[] controls, double[] trajectory, double[] outputs) {
            System.arraycopy(states, sample * stateSize, trajectory, 0, stateSize);
            for (int step = 0; step < steps; step++) {
                stages(sample, step, controls, trajectory);
                int next = (step + 1) * stateSize;
                for (int a = 0; a < stateSize; a++) {
                    double sum = 0;
                    for (int stage = 0; stage < STAGES; stage++) {
                        sum += WEIGHTS[stage] * stageSlopes[stage][a];
                    }
                    trajectory[next + a] = trajectory[step * stateSize + a] + stepSize * sum;
                }
            }
            System.arraycopy(trajectory, steps * stateSize, outputs, sample * stateSize, stateSize);
        }

        /** Works out the four stages of a step from the state at its start. */
        void stages(int sample, int step, double[] controls, double[] trajectory) {
            System.arraycopy(controls, (sample * steps + step) * controlsPerStep, control, 0, controlsPerStep);
            for (int stage = 0; stage < STAGES; stage++) {
                double[] state = stageStates[stage];
                System.arraycopy(trajectory, step * stateSize, state, 0, stateSize);
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
        /** λ, d × c: on entry to {@link #run} the cotangents of the final state. */
        private final double[] lambda;

        private final double[] kappa;
        private final double[] transported;
        private final double[] lambdaIncrement;
        private final double[] controlCotangents;

        Adjoint(int cotangents) {
            this.cotangents = cotangents;
            lambda = new double[stateSize * cotangents];
            kappa = new double[stateSize * cotangents];
            transported = new double[stateSize * cotangents];
            lambdaIncrement = new double[stateSize * cotangents];
            controlCotangents = new double[controlsPerStep * cotangents];
        }

        /** Writes the c × q control cotangents of a sample. */
        void run(int sample, Integration integration, double[] trajectory, double[] controls, double[] result) {
            int q = controlSize();
            for (int step = steps - 1; step >= 0; step--) {
                integration.stages(sample, step, controls, trajectory);
                Arrays.fill(lambdaIncrement, 0);
                Arrays.fill(transported, 0);
                Arrays.fill(controlCotangents, 0);
                for (int stage = STAGES - 1; stage >= 0; stage--) {
                    double weight = WEIGHTS[stage] * stepSize;
                    double coupling = stage + 1 < STAGES ? NODES[stage + 1] * stepSize : 0;
                    for (int entry = 0; entry < kappa.length; entry++) {
                        kappa[entry] = weight * lambda[entry] + coupling * transported[entry];
                    }
                    integration.differentiate(step, stage);
                    Arrays.fill(transported, 0);
                    addTransposedProduct(integration.stateJacobian, stateSize, transported);
                    addTransposedProduct(integration.controlJacobian, controlsPerStep, controlCotangents);
                    for (int entry = 0; entry < kappa.length; entry++) {
                        lambdaIncrement[entry] += transported[entry];
                    }
                }
                for (int entry = 0; entry < lambda.length; entry++) {
                    lambda[entry] += lambdaIncrement[entry];
                }
                for (int j = 0; j < controlsPerStep; j++) {
                    for (int c = 0; c < cotangents; c++) {
                        int entry = (sample * cotangents + c) * q + step * controlsPerStep + j;
                        result[entry] = controlCotangents[j * cotangents + c];
                    }
                }
            }
        }

        /** Adds {@code Aᵀκ}. Most entries of A are 0 where only neighbours act on each other: those are left out. */
        private void addTransposedProduct(double[] jacobian, int width, double[] result) {
            int count = cotangents;
            for (int a = 0; a < stateSize; a++) {
                for (int b = 0; b < width; b++) {
                    double derivative = jacobian[a * width + b];
                    if (derivative != 0) {
                        for (int c = 0; c < count; c++) {
                            result[b * count + c] += derivative * kappa[a * count + c];
                        }
                    }
                }
            }
        }
    }
}
