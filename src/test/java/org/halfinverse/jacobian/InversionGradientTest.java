package org.halfinverse.jacobian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Network;
import org.halfinverse.physics.InvertibleSimulator;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.problems.ForceLaw;
import org.halfinverse.problems.Oscillators;
import org.halfinverse.problems.Toy;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.GeneratedSamples;
import org.halfinverse.samples.Samples;
import org.junit.jupiter.api.Test;

class InversionGradientTest {
    private static final double SHARE = 1.0 / 7; // the block is part of a larger mini-batch
    /** Ten operations deep in networks of a few units. */
    private static final double ROUNDING = 1e-12;

    @Test
    void isTheGradientOfTheDistanceFromTheControlsOfThePseudoInverse() {
        PhysicsModel model = Models.small(Activation.TANH);
        assertGradientOfDistance(model, Models.theta(model, 3), Models.samples(10, 5), 1e-5);
    }

    /** A cut-off of a half leaves out the smaller singular value of most samples. */
    @Test
    void leavesOutSingularValuesUpToTheCutOff() {
        PhysicsModel model = Models.small(Activation.TANH);
        assertGradientOfDistance(model, Models.theta(model, 3), Models.samples(10, 5), 0.5);
    }

    /** Here the network is differentiated in the four directions of 24 that the outputs feel. */
    @Test
    void isThatOfAllControlsWhereOutputsFeelFew() {
        Problem problem = new Oscillators(ForceLaw.LINEAR, 2, 0.2, 1, 24, 0.5);
        PhysicsModel model = new PhysicsModel(
                Network.dense(new int[] {4, 5, 24}, Activation.TANH), problem.simulator(), problem.loss());
        Samples block = new GeneratedSamples(problem, 1, Stream.TRAINING_SAMPLES, 6).read(0, 6);
        assertGradientOfDistance(model, Models.theta(model, 4), block, 1e-5);
    }

    /** The inverse of a linear simulator is its pseudo-inverse; the one of its own is used. */
    @Test
    void takesTheInverseThatASimulatorOffers() {
        Problem toy = new Toy(0.01);
        PhysicsModel model =
                new PhysicsModel(Network.dense(new int[] {1, 7, 2}, Activation.TANH), toy.simulator(), toy.loss());
        Samples block = new GeneratedSamples(toy, 1, Stream.TRAINING_SAMPLES, 6).read(0, 6);
        double[] theta = Models.theta(model, 5);
        assertGradientOfDistance(model, theta, block, 1e-5);
        // A pseudo-inverse would leave the second control alone.
        assertArrayEquals(inversionGradient(model, theta, block, 1e-5), inversionGradient(model, theta, block, 0.5), 0);
    }

    @Test
    void aimsAtTheControlsOfTheInverse() {
        PhysicsModel model = new PhysicsModel(
                Network.dense(new int[] {3, 4, 1}, Activation.TANH),
                new Cubic(),
                Models.small(Activation.TANH).loss());
        double[] theta = Models.theta(model, 6);
        Samples block = new Samples(
                new long[] {0, 1}, new double[] {0.1, 0.2, 0.3, -1, 1, 0.5}, new double[0], new double[] {0.4, -2});
        double[] aims = new double[2];
        double[] controls = model.network().outputs(theta, 2, block.inputs());
        for (int i = 0; i < 2; i++) {
            double y = Math.pow(controls[i], 3);
            aims[i] = Math.cbrt(y - SHARE * 2 * (y - block.targets()[i]));
        }
        assertGradient(model, theta, block, aims, 1e-5);
    }

    private static void assertGradientOfDistance(PhysicsModel model, double[] theta, Samples block, double cutoff) {
        assertGradient(model, theta, block, aims(model, theta, block, cutoff), cutoff);
    }

    private static void assertGradient(
            PhysicsModel model, double[] theta, Samples block, double[] aims, double cutoff) {
        double[] gradient = inversionGradient(model, theta, block, cutoff);
        double h = 1e-5;
        for (int k = 0; k < theta.length; k++) {
            double[] ahead = theta.clone();
            double[] behind = theta.clone();
            ahead[k] += h;
            behind[k] -= h;
            double quotient = (distance(model, ahead, block, aims) - distance(model, behind, block, aims)) / (2 * h);
            // Truncation h² times third derivatives of a few tens, and rounding ε/h of distances of order one.
            assertEquals(quotient, gradient[k], 1e-8, model.network().parameterName(k));
        }
        double[] expected = new double[model.columns()];
        double loss = model.addLossGradient(theta, block, 0.3, expected);
        double[] actual = new double[model.columns()];
        double[] sum = new double[model.columns()];
        assertEquals(loss, model.addInversionGradient(theta, block, 0.3, actual, SHARE, cutoff, sum), ROUNDING * loss);
        assertArrayEquals(expected, actual, ROUNDING);
    }

    private static double[] inversionGradient(PhysicsModel model, double[] theta, Samples block, double cutoff) {
        double[] sum = new double[model.columns()];
        model.addInversionGradient(theta, block, 1, new double[model.columns()], SHARE, cutoff, sum);
        return model.expand(sum);
    }

    private static double distance(PhysicsModel model, double[] theta, Samples block, double[] aims) {
        double[] controls = model.network().outputs(theta, block.samples(), block.inputs());
        double sum = 0;
        for (int i = 0; i < controls.length; i++) {
            sum += (controls[i] - aims[i]) * (controls[i] - aims[i]);
        }
        return SHARE * sum;
    }

    /** u*, by EJML's singular value decomposition. */
    private static double[] aims(PhysicsModel model, double[] theta, Samples block, double cutoff) {
        int samples = block.samples();
        int p = model.simulator().outputSize();
        int q = model.simulator().controlSize();
        double[] aims = model.network().outputs(theta, samples, block.inputs()).clone();
        double[] outputs = new double[samples * p];
        double[] jacobians = new double[samples * p * q];
        model.simulator().linearize(samples, block.states(), aims, outputs, jacobians);
        double[] gradient = new double[samples * p];
        model.loss().evaluate(samples, outputs, block.targets(), new double[samples], gradient);
        for (int i = 0; i < samples; i++) {
            DMatrixRMaj s = new DMatrixRMaj(p, q, true, Arrays.copyOfRange(jacobians, i * p * q, (i + 1) * p * q));
            DMatrixRMaj g = new DMatrixRMaj(p, 1, true, Arrays.copyOfRange(gradient, i * p, (i + 1) * p));
            SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(p, q, true, true, true);
            svd.decompose(s.copy());
            double[] sigmas = svd.getSingularValues();
            double largest = Arrays.stream(sigmas).max().orElseThrow();
            DMatrixRMaj c = CommonOps_DDRM.mult(svd.getU(null, true), g, null);
            for (int k = 0; k < sigmas.length; k++) {
                c.data[k] = sigmas[k] > cutoff * largest ? c.data[k] / sigmas[k] : 0;
            }
            DMatrixRMaj u = CommonOps_DDRM.mult(svd.getV(null, false), c, null);
            for (int j = 0; j < q; j++) {
                aims[i * q + j] -= SHARE * u.data[j];
            }
        }
        return aims;
    }

    /** {@code P(u) = u³}, whose inverse is no pseudo-inverse of its derivative. */
    private static final class Cubic extends SampleSimulator implements InvertibleSimulator {
        private static final long serialVersionUID = 1L;

        Cubic() {
            super(0, 1, 1);
        }

        @Override
        protected void simulate(double[] x, double[] u, double[] y) {
            y[0] = u[0] * u[0] * u[0];
        }

        @Override
        protected void jacobian(double[] x, double[] u, double[] jacobian) {
            jacobian[0] = 3 * u[0] * u[0];
        }

        @Override
        public void invert(int samples, double[] states, double[] controls, double[] outputs, double[] inverses) {
            Arrays.setAll(inverses, i -> Math.cbrt(outputs[i]));
        }
    }
}
