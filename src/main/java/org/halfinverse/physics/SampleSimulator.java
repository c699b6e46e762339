package org.halfinverse.physics;

import java.util.Arrays;

/**
 * A simulator written for one sample at a time: the shortest way to a simulator of your own.
 *
 * <p>The arrays handed to the two methods hold exactly one sample and are used again for the next one.
 */
public abstract class SampleSimulator implements Simulator {
    private final int stateSize;
    private final int controlSize;
    private final int outputSize;

    /**
     * A simulator of given widths.
     *
     * @param stateSize s, 0 if there is no state
     * @param controlSize q
     * @param outputSize p
     * @throws IllegalArgumentException if s is negative, or q or p not positive
     */
    protected SampleSimulator(int stateSize, int controlSize, int outputSize) {
        if (stateSize < 0 || controlSize < 1 || outputSize < 1) {
            throw new IllegalArgumentException("a simulator needs a state of 0 or more and a control and output of 1 or"
                    + " more entries, not " + stateSize + ", " + controlSize + " and " + outputSize);
        }
        this.stateSize = stateSize;
        this.controlSize = controlSize;
        this.outputSize = outputSize;
    }

    @Override
    public final int stateSize() {
        return stateSize;
    }

    @Override
    public final int controlSize() {
        return controlSize;
    }

    @Override
    public final int outputSize() {
        return outputSize;
    }

    /**
     * Simulates one sample.
     *
     * @param state x, s entries
     * @param control u, q entries
     * @param output overwritten with y, p entries
     */
    protected abstract void simulate(double[] state, double[] control, double[] output);

    /**
     * Differentiates one sample by the control.
     *
     * @param state x, s entries
     * @param control u, q entries
     * @param jacobian overwritten with ∂y/∂u, p × q row-major
     */
    protected abstract void jacobian(double[] state, double[] control, double[] jacobian);

    @Override
    public final void simulate(int samples, double[] states, double[] controls, double[] outputs) {
        double[] state = new double[stateSize];
        double[] control = new double[controlSize];
        double[] output = new double[outputSize];
        for (int i = 0; i < samples; i++) {
            System.arraycopy(states, i * stateSize, state, 0, stateSize);
            System.arraycopy(controls, i * controlSize, control, 0, controlSize);
            simulate(state, control, output);
            System.arraycopy(output, 0, outputs, i * outputSize, outputSize);
        }
    }

    @Override
    public final void linearize(int samples, double[] states, double[] controls, double[] outputs, double[] jacobians) {
        simulate(samples, states, controls, outputs);
        double[] jacobian = new double[outputSize * controlSize];
        for (int i = 0; i < samples; i++) {
            jacobian(
                    Arrays.copyOfRange(states, i * stateSize, (i + 1) * stateSize),
                    Arrays.copyOfRange(controls, i * controlSize, (i + 1) * controlSize),
                    jacobian);
            System.arraycopy(jacobian, 0, jacobians, i * jacobian.length, jacobian.length);
        }
    }
}
