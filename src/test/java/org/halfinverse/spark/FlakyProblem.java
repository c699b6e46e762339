package org.halfinverse.spark;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.apache.spark.TaskContext;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.physics.Simulator;
import org.halfinverse.physics.StubProblem;

/** A user's problem whose simulator, if asked to, throws in the first attempt of every task of the second block. */
public final class FlakyProblem implements ProblemFactory {
    /** How often it threw. */
    static final AtomicInteger FAILURES = new AtomicInteger();

    @Override
    public String type() {
        return "flaky";
    }

    @Override
    public Problem create(Parameters parameters) {
        return new Flaky(parameters.flag("fails", false));
    }

    private record Flaky(boolean fails) implements StubProblem {
        @Override
        public Simulator simulator() {
            return new Product(fails);
        }

        @Override
        public void drawInput(RandomGenerator random, double[] input) {
            input[0] = random.nextDouble(-1, 1);
        }

        @Override
        public void deriveTarget(double[] input, double[] state, double[] target) {
            target[0] = input[0] * input[0];
            target[1] = input[0];
        }
    }

    /** {@code P(u) = (u₁ u₂, u₂)}. */
    private static final class Product extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        private final boolean fails;

        Product(boolean fails) {
            super(0, 2, 2);
            this.fails = fails;
        }

        @Override
        protected void simulate(double[] state, double[] control, double[] output) {
            TaskContext task = TaskContext.get();
            if (fails && task != null && task.partitionId() == 1 && task.attemptNumber() == 0) {
                FAILURES.incrementAndGet();
                throw new IllegalStateException("the license server does not answer");
            }
            output[0] = control[0] * control[1];
            output[1] = control[1];
        }

        @Override
        protected void jacobian(double[] state, double[] control, double[] jacobian) {
            jacobian[0] = control[1];
            jacobian[1] = control[0];
            jacobian[2] = 0;
            jacobian[3] = 1;
        }
    }
}
