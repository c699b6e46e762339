package org.halfinverse.jacobian;

import java.util.stream.LongStream;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Initialization;
import org.halfinverse.network.Network;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.Samples;

/** A small model for tests: a nonlinear simulator with more outputs than controls, state included. */
public final class Models {
    public static final int INPUTS = 3;
    public static final int OUTPUTS = 3;

    private Models() {}

    /** A network 3–5–4–2 before {@code y = (sin(u₀ + x), u₀ u₁, x u₁²)}. */
    public static PhysicsModel small(Activation activation) {
        return new PhysicsModel(
                Network.dense(new int[] {INPUTS, 5, 4, 2}, activation), new Bending(1), SquaredError.FULL);
    }

    /** The same with one entry of its Jacobian wrong by a factor. */
    public static PhysicsModel withWrongDerivative(double factor) {
        return new PhysicsModel(
                Network.dense(new int[] {INPUTS, 5, 4, 2}, Activation.TANH), new Bending(factor), SquaredError.FULL);
    }

    /** The same with a Jacobian–vector product that starts with NaN. */
    public static PhysicsModel withTangentThatIsNotANumber() {
        return new PhysicsModel(
                Network.dense(new int[] {INPUTS, 5, 4, 2}, Activation.TANH), new Torn(), SquaredError.FULL);
    }

    /** Random weights and biases. */
    public static double[] theta(PhysicsModel model, long seed) {
        CounterRandom random = CounterRandom.of(seed, Stream.PARAMETERS, 0);
        double[] theta = model.network().initialParameters(Initialization.GLOROT_UNIFORM, random);
        for (int i = 0; i < theta.length; i++) {
            theta[i] += random.nextDouble(-0.1, 0.1);
        }
        return theta;
    }

    /** Random samples, numbered from {@code first}. */
    public static Samples samples(long first, int count) {
        double[] inputs = new double[count * INPUTS];
        double[] states = new double[count];
        double[] targets = new double[count * OUTPUTS];
        for (int i = 0; i < count; i++) {
            CounterRandom random = CounterRandom.of(9, Stream.TRAINING_SAMPLES, first + i);
            for (int j = 0; j < INPUTS; j++) {
                inputs[i * INPUTS + j] = random.nextDouble(-1, 1);
                targets[i * OUTPUTS + j] = random.nextDouble(-1, 1);
            }
            states[i] = random.nextDouble(0.5, 1.5);
        }
        return new Samples(LongStream.range(first, first + count).toArray(), inputs, states, targets);
    }

    private static class Bending extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        private final double fault;

        Bending(double fault) {
            super(1, 2, OUTPUTS);
            this.fault = fault;
        }

        @Override
        protected void simulate(double[] x, double[] u, double[] y) {
            y[0] = Math.sin(u[0] + x[0]);
            y[1] = u[0] * u[1];
            y[2] = x[0] * u[1] * u[1];
        }

        @Override
        protected void jacobian(double[] x, double[] u, double[] jacobian) {
            jacobian[0] = Math.cos(u[0] + x[0]);
            jacobian[1] = 0;
            jacobian[2] = u[1];
            jacobian[3] = u[0];
            jacobian[4] = 0;
            jacobian[5] = fault * 2 * x[0] * u[1];
        }
    }

    private static final class Torn extends Bending {
        private static final long serialVersionUID = 1L;

        Torn() {
            super(1);
        }

        @Override
        public void jacobianVector(
                int samples,
                double[] states,
                double[] controls,
                double[] tangents,
                double[] outputs,
                double[] outputTangents) {
            super.jacobianVector(samples, states, controls, tangents, outputs, outputTangents);
            outputTangents[0] = Double.NaN;
        }
    }
}
