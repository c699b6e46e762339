package org.halfinverse.physics;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;

/**
 * A learning problem: a simulator, a loss, and the samples on which a network learns to control the simulator.
 *
 * <p>A sample is a network input s, an initial state x, and a target ŷ. {@link #drawInput} draws the input; state
 * and target follow from it by {@link #deriveState} and {@link #deriveTarget}, which also complete a user's data
 * where only part of it is given. Implementations hold no mutable state: tasks share them.
 */
public interface Problem extends Serializable {
    /** {@return the simulator P that the network drives} */
    Simulator simulator();

    /** {@return the loss ℓ with which outputs are compared with targets, unless the configuration names another} */
    Loss loss();

    /** {@return width of the network input s, at least 1} */
    int inputSize();

    /** {@return width of the target ŷ; by default that of the simulator's output} */
    default int targetSize() {
        return simulator().outputSize();
    }

    /**
     * Draws the network input of one sample.
     *
     * @param random the sample's own generator
     * @param input overwritten with s
     */
    void drawInput(RandomGenerator random, double[] input);

    /**
     * The initial state that belongs to an input.
     *
     * @param input s
     * @param state overwritten with x; of length 0 where the simulator has no state
     */
    void deriveState(double[] input, double[] state);

    /**
     * The target that belongs to an input and a state.
     *
     * @param input s
     * @param state x
     * @param target overwritten with ŷ
     */
    void deriveTarget(double[] input, double[] state, double[] target);
}
