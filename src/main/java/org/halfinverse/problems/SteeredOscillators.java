package org.halfinverse.problems;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.Simulator;

/**
 * Oscillators that are to be steered back to where they started: network input, initial state and target are the same
 * vector of positions and velocities, uniform in [0, 1); ℓ = |y − ŷ|².
 */
abstract class SteeredOscillators implements Problem {
    private static final long serialVersionUID = 1L;

    private final Simulator simulator;

    /**
     * Oscillators.
     *
     * @param simulator from positions and velocities to positions and velocities
     */
    SteeredOscillators(Simulator simulator) {
        this.simulator = simulator;
    }

    @Override
    public final Simulator simulator() {
        return simulator;
    }

    @Override
    public final Loss loss() {
        return SquaredError.FULL;
    }

    @Override
    public final int inputSize() {
        return simulator.stateSize();
    }

    @Override
    public final void drawInput(RandomGenerator random, double[] input) {
        for (int j = 0; j < input.length; j++) {
            input[j] = random.nextDouble();
        }
    }

    @Override
    public final void deriveState(double[] input, double[] state) {
        System.arraycopy(input, 0, state, 0, state.length);
    }

    @Override
    public final void deriveTarget(double[] input, double[] state, double[] target) {
        System.arraycopy(state, 0, target, 0, target.length);
    }
}
