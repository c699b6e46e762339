package org.halfinverse.physics;

import java.util.Optional;
import org.halfinverse.linalg.Gemm;

/**
 * A simulator that is affine in state and control, {@code y = c + A x + S u}: its Jacobian S is one constant matrix.
 *
 * <p>Made from any simulator that has this form, by evaluating it once: a time integration of linear equations then
 * costs two small matrix products.
 */
public final class AffineSimulator implements Simulator {
    private static final long serialVersionUID = 1L;

    private final double[] offset;
    private final double[] stateMatrix;
    private final double[] controlMatrix;
    private final int stateSize;
    private final int controlSize;

    /**
     * The affine form of a simulator.
     *
     * @param simulator affine in (x, u); that it is so is the caller's knowledge
     */
    public AffineSimulator(Simulator simulator) {
        stateSize = simulator.stateSize();
        controlSize = simulator.controlSize();
        int p = simulator.outputSize();
        offset = new double[p];
        controlMatrix = new double[p * controlSize];
        simulator.linearize(1, new double[stateSize], new double[controlSize], offset, controlMatrix);

        double[] unitStates = new double[stateSize * stateSize];
        for (int j = 0; j < stateSize; j++) {
            unitStates[j * stateSize + j] = 1;
        }
        double[] responses = new double[stateSize * p];
        simulator.simulate(stateSize, unitStates, new double[stateSize * controlSize], responses);
        stateMatrix = new double[p * stateSize];
        for (int k = 0; k < p; k++) {
            for (int j = 0; j < stateSize; j++) {
                stateMatrix[k * stateSize + j] = responses[j * p + k] - offset[k];
            }
        }
    }

    @Override
    public int stateSize() {
        return stateSize;
    }

    @Override
    public int controlSize() {
        return controlSize;
    }

    @Override
    public int outputSize() {
        return offset.length;
    }

    @Override
    public Optional<double[]> constantJacobian() {
        return Optional.of(controlMatrix.clone());
    }

    @Override
    public void simulate(int samples, double[] states, double[] controls, double[] outputs) {
        int p = offset.length;
        for (int i = 0; i < samples; i++) {
            System.arraycopy(offset, 0, outputs, i * p, p);
        }
        if (stateSize > 0) {
            Gemm.multiplyTransposedB(samples, p, stateSize, states, 0, stateMatrix, 0, 1, outputs);
        }
        Gemm.multiplyTransposedB(samples, p, controlSize, controls, 0, controlMatrix, 0, 1, outputs);
    }

    @Override
    public void linearize(int samples, double[] states, double[] controls, double[] outputs, double[] jacobians) {
        simulate(samples, states, controls, outputs);
        for (int i = 0; i < samples; i++) {
            System.arraycopy(controlMatrix, 0, jacobians, i * controlMatrix.length, controlMatrix.length);
        }
    }

    @Override
    public void vectorJacobian(
            int samples,
            double[] states,
            double[] controls,
            double[] outputs,
            Cotangents pullback,
            double[] controlCotangents) {
        simulate(samples, states, controls, outputs);
        double[] cotangents = pullback.at(outputs);
        Gemm.multiply(samples, controlSize, offset.length, cotangents, 0, controlMatrix, 0, 0, controlCotangents, 0);
    }

    @Override
    public void jacobianVector(
            int samples,
            double[] states,
            double[] controls,
            double[] tangents,
            double[] outputs,
            double[] outputTangents) {
        simulate(samples, states, controls, outputs);
        Gemm.multiplyTransposedB(samples, offset.length, controlSize, tangents, 0, controlMatrix, 0, 0, outputTangents);
    }
}
