package org.halfinverse.cli;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.Simulator;
import org.halfinverse.physics.TooManyOutputs;

/** A user's problem, named by its class, whose simulator puts out more than it says. */
public final class BrokenPromise implements ProblemFactory {
    @Override
    public String type() {
        return "broken-promise";
    }

    @Override
    public Problem create(Parameters parameters) {
        return new Unsolvable();
    }

    private record Unsolvable() implements Problem {
        @Override
        public Simulator simulator() {
            return new TooManyOutputs();
        }

        @Override
        public Loss loss() {
            return SquaredError.HALF;
        }

        @Override
        public int inputSize() {
            return 1;
        }

        @Override
        public void drawInput(RandomGenerator random, double[] input) {
            input[0] = random.nextDouble();
        }

        @Override
        public void deriveState(double[] input, double[] state) {
            state[0] = input[0];
        }

        @Override
        public void deriveTarget(double[] input, double[] state, double[] target) {
            target[0] = input[0];
        }
    }
}
