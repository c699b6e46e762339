package org.halfinverse.physics;

import java.io.Serializable;
import java.util.Optional;

/**
 * A differentiable simulator {@code y = P(x; u)}: from an initial state x and a control u to an output y.
 *
 * <p>All methods work on blocks of B samples at once, sample-major: row i of a B × w array belongs to sample i, and
 * a sample's results must not depend on its neighbours. To write a simulator, implement {@link #simulate} and
 * {@link #linearize}; for an ordinary differential equation extend {@link RungeKutta4Simulator}; for one sample at a
 * time extend {@link SampleSimulator}, or {@link AutodiffSimulator}, which finds the derivatives. Implementations are
 * shared by threads and sent to executors: no mutable state; scratch arrays are allocated once a call, not once a
 * sample.
 */
public interface Simulator extends Serializable {
    /** {@return width s of the initial state x; 0 if there is none} */
    int stateSize();

    /** {@return width q of the control u, which is what the network puts out} */
    int controlSize();

    /** {@return width p of the output y} */
    int outputSize();

    /**
     * Simulates.
     *
     * @param samples B
     * @param states x, B × s
     * @param controls u, B × q
     * @param outputs overwritten with y, B × p
     */
    void simulate(int samples, double[] states, double[] controls, double[] outputs);

    /**
     * Simulates, and differentiates by the control.
     *
     * @param samples B
     * @param states x, B × s
     * @param controls u, B × q
     * @param outputs overwritten with y, B × p
     * @param jacobians overwritten with {@code S_i = ∂y_i/∂u_i}, B × p × q: entry {@code (i·p + k)·q + j} is
     *     ∂y_ik/∂u_ij
     */
    void linearize(int samples, double[] states, double[] controls, double[] outputs, double[] jacobians);

    /**
     * {@return the Jacobian S by the control, p × q, row-major, where it is the same for all states and controls:
     * directions of the control that no output feels can then be left out of every decomposition. Empty if it depends
     * on the sample}
     */
    default Optional<double[]> constantJacobian() {
        return Optional.empty();
    }

    /**
     * Vector–Jacobian products, one cotangent a sample. The default forms the Jacobians; override it where an
     * adjoint is cheaper.
     *
     * @param samples B
     * @param states x, B × s
     * @param controls u, B × q
     * @param outputs overwritten with y, B × p
     * @param pullback computes the cotangents ȳ once y is known
     * @param controlCotangents overwritten with {@code S_iᵀ ȳ_i}, B × q
     */
    default void vectorJacobian(
            int samples,
            double[] states,
            double[] controls,
            double[] outputs,
            Cotangents pullback,
            double[] controlCotangents) {
        int p = outputSize();
        int q = controlSize();
        double[] jacobians = new double[samples * p * q];
        linearize(samples, states, controls, outputs, jacobians);
        double[] cotangents = pullback.at(outputs);
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < q; j++) {
                double sum = 0;
                for (int k = 0; k < p; k++) {
                    sum += cotangents[i * p + k] * jacobians[(i * p + k) * q + j];
                }
                controlCotangents[i * q + j] = sum;
            }
        }
    }

    /**
     * Jacobian–vector products, one tangent a sample. The default forms the Jacobians; override it where a tangent
     * simulation is cheaper.
     *
     * @param samples B
     * @param states x, B × s
     * @param controls u, B × q
     * @param tangents u̇, B × q
     * @param outputs overwritten with y, B × p
     * @param outputTangents overwritten with {@code S_i u̇_i}, B × p
     */
    default void jacobianVector(
            int samples,
            double[] states,
            double[] controls,
            double[] tangents,
            double[] outputs,
            double[] outputTangents) {
        int p = outputSize();
        int q = controlSize();
        double[] jacobians = new double[samples * p * q];
        linearize(samples, states, controls, outputs, jacobians);
        for (int row = 0; row < samples * p; row++) {
            double sum = 0;
            for (int j = 0; j < q; j++) {
                sum += jacobians[row * q + j] * tangents[row / p * q + j];
            }
            outputTangents[row] = sum;
        }
    }

    /** The cotangents of outputs, as a function of the outputs: mostly the gradient of a loss. */
    @FunctionalInterface
    interface Cotangents {
        /**
         * {@return the cotangents ȳ at given outputs, B × p}
         *
         * @param outputs y, B × p
         */
        double[] at(double[] outputs);
    }
}
