package org.halfinverse.physics;

import java.util.Optional;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.linalg.Vectors;

/**
 * A simulator that is affine in state and control, {@code y = c + A x + S u}: its Jacobian S is one constant matrix.
 *
 * <p>Made from any simulator that has this form, by evaluating it once: a time integration of linear equations then
 * costs two small matrix products.
 */
public final class AffineSimulator implements Simulator {
    private static final String AT_ZERO = " for a state and a control of zeros";
    private static final String AT_UNITS = " for unit vectors of the state and a control of zeros";

    private final double[] offset;
    private final double[] stateMatrix;
    private final double[] controlMatrix;
    private final int stateSize;
    private final int controlSize;

    /**
     * The affine form of a simulator.
     *
     * @param simulator affine in (x, u); that it is so is the caller's knowledge
     * @throws FaultyClassException if it throws or gives numbers that are not finite
     */
    public AffineSimulator(Simulator simulator) {
        stateSize = simulator.stateSize();
        controlSize = simulator.controlSize();
        int p = simulator.outputSize();
        offset = new double[p];
        controlMatrix = new double[p * controlSize];
        Guarded<Simulator> guarded = new Guarded<>(simulator);
        double[] zeroState = new double[stateSize];
        double[] zeroControl = new double[controlSize];
        guarded.run("linearize", AT_ZERO, g -> g.linearize(1, zeroState, zeroControl, offset, controlMatrix));

        double[] unitStates = new double[stateSize * stateSize];
        for (int j = 0; j < stateSize; j++) {
            unitStates[j * stateSize + j] = 1;
        }
        double[] responses = new double[stateSize * p];
        double[] zeroControls = new double[stateSize * controlSize];
        guarded.run("simulate", AT_UNITS, g -> g.simulate(stateSize, unitStates, zeroControls, responses));
        stateMatrix = new double[p * stateSize];
        for (int k = 0; k < p; k++) {
            for (int j = 0; j < stateSize; j++) {
                stateMatrix[k * stateSize + j] = responses[j * p + k] - offset[k];
            }
        }
        requireFinite(guarded, "linearize", AT_ZERO, offset, controlMatrix);
        requireFinite(guarded, "simulate", AT_UNITS, stateMatrix);
    }

    private static void requireFinite(Guarded<Simulator> guarded, String method, String where, double[]... results) {
        for (double[] numbers : results) {
            if (!Vectors.isFinite(numbers)) {
                throw guarded.fault(method, "gave numbers that are not finite" + where);
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
        Vectors.repeat(offset, samples, outputs);
        if (stateSize > 0) {
            Gemm.multiplyTransposedB(samples, p, stateSize, states, 0, stateMatrix, 0, 1, outputs);
        }
        Gemm.multiplyTransposedB(samples, p, controlSize, controls, 0, controlMatrix, 0, 1, outputs);
    }

    @Override
    public void linearize(int samples, double[] states, double[] controls, double[] outputs, double[] jacobians) {
        simulate(samples, states, controls, outputs);
        Vectors.repeat(controlMatrix, samples, jacobians);
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
