package org.halfinverse.physics;

/**
 * A simulator that knows controls for outputs: {@code P(x; u) = y} solved for u. Methods that want an inverse take this
 * one, where the pseudo-inverse of ∂y/∂u would only do for small changes.
 */
public interface InvertibleSimulator extends Simulator {
    /**
     * Finds controls.
     *
     * @param samples B
     * @param states x, B × s
     * @param controls controls to stay near to, where several lead to the same output, B × q
     * @param outputs the y that are wanted, B × p
     * @param inverses overwritten with u such that {@code P(x; u) = y}, or as near as can be, B × q
     */
    void invert(int samples, double[] states, double[] controls, double[] outputs, double[] inverses);
}
