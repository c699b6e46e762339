package com.example.pendulum;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.Simulator;

/**
 * Bring the pendulum from where it is to rest at a given angle.
 *
 * <p>The network sees (φ, w, goal), the simulation starts from (φ, w), and is to end at (goal, 0).
 *
 * @param simulator the pendulum
 */
record SteeredPendulum(Simulator simulator) implements Problem {
    @Override
    public Loss loss() {
        return SquaredError.HALF;
    }

    @Override
    public int inputSize() {
        return 3;
    }

    @Override
    public void drawInput(RandomGenerator random, double[] input) {
        input[0] = random.nextDouble(-2, 2);
        input[1] = random.nextDouble(-1, 1);
        input[2] = random.nextDouble(-1, 1);
    }

    @Override
    public void deriveState(double[] input, double[] state) {
        state[0] = input[0];
        state[1] = input[1];
    }

    @Override
    public void deriveTarget(double[] input, double[] state, double[] target) {
        target[0] = input[2];
        target[1] = 0;
    }
}
