package org.halfinverse.physics;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;

/** A problem of which only the simulator matters to a test: an input in [0, 1), which is the state, if there is one, and the target. */
public interface StubProblem extends Problem {
    @Override
    default Loss loss() {
        return SquaredError.HALF;
    }

    @Override
    default int inputSize() {
        return 1;
    }

    @Override
    default void drawInput(RandomGenerator random, double[] input) {
        input[0] = random.nextDouble();
    }

    @Override
    default void deriveState(double[] input, double[] state) {
        System.arraycopy(input, 0, state, 0, state.length);
    }

    @Override
    default void deriveTarget(double[] input, double[] state, double[] target) {
        target[0] = input[0];
    }
}
