package com.example.pendulum;

import org.halfinverse.physics.AutodiffSimulator;
import org.hipparchus.CalculusFieldElement;

/**
 * A damped pendulum with a torque u at its pivot, {@code φ̇ = w, ẇ = −sin φ − d w + u}, in units in which gravity, mass
 * and length are 1.
 *
 * <p>The state is (φ, w); the control has a torque for each of n steps of h; the output is the state after them. A step
 * is one of semi-implicit Euler: first w, then φ with the new w.
 */
final class Pendulum extends AutodiffSimulator {
    private static final long serialVersionUID = 1L;

    private final double stepSize;
    private final double damping;

    /**
     * A pendulum.
     *
     * @param steps n
     * @param stepSize h
     * @param damping d
     */
    Pendulum(int steps, double stepSize, double damping) {
        super(2, steps, 2);
        this.stepSize = stepSize;
        this.damping = damping;
    }

    @Override
    protected <T extends CalculusFieldElement<T>> T[] simulate(T[] state, T[] control) {
        for (T torque : control) {
            T acceleration = torque.subtract(state[0].sin()).subtract(state[1].multiply(damping));
            state[1] = state[1].add(acceleration.multiply(stepSize));
            state[0] = state[0].add(state[1].multiply(stepSize));
        }
        return state;
    }
}
