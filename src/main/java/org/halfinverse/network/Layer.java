package org.halfinverse.network;

import java.io.Serializable;

/**
 * One dense layer {@code a' = act(a W + b)} and where its parameters stand in θ.
 *
 * @param inputs width of a
 * @param outputs width of a'
 * @param activation act
 * @param weightOffset index in θ of W, row-major with shape (inputs, outputs)
 */
public record Layer(int inputs, int outputs, Activation activation, int weightOffset) implements Serializable {
    /**
     * Where b stands.
     *
     * @return index in θ of the first bias
     */
    public int biasOffset() {
        return weightOffset + inputs * outputs;
    }

    /**
     * Where the next layer's parameters start.
     *
     * @return index in θ behind the last bias
     */
    public int end() {
        return biasOffset() + outputs;
    }
}
