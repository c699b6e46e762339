package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Initialization;
import org.halfinverse.network.Network;
import org.halfinverse.physics.Problem;
import org.halfinverse.problems.ForceLaw;
import org.halfinverse.problems.Oscillators;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.GeneratedSamples;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.Split;
import org.halfinverse.train.LocalEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KrylovSolverIT {
    private static final int SAMPLES = 512;

    /** Whose spectrum falls smoothly, without a gap at the cut-off. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-6, 1e-9})
    void findsTheDirectionOfTheDenseDecompositionForOscillators(double tau) {
        Problem problem = new Oscillators(ForceLaw.LINEAR, 2, 0.2, 1, 24, 0.5);
        PhysicsModel model = new PhysicsModel(
                Network.dense(new int[] {4, 20, 20, 20, 24}, Activation.TANH), problem.simulator(), problem.loss());
        double[] theta = model.network()
                .initialParameters(Initialization.GLOROT_UNIFORM, CounterRandom.of(1, Stream.PARAMETERS, 0));
        GeneratedSamples samples = new GeneratedSamples(problem, 1, Stream.TRAINING_SAMPLES, SAMPLES);
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(tau, true));
        try (LocalEngine engine = new LocalEngine(model, LossReduction.MEAN, Map.of(Split.TRAIN, samples), 2);
                LinearizedBatch batch =
                        engine.open(theta, new MiniBatch(engine.layout(), Optional.empty(), 0, SAMPLES))) {
            SpectralStep expected = new DirectSolver().solve(batch, filter);
            SpectralStep actual = new KrylovSolver(Integer.MAX_VALUE).solve(batch, filter);
            double[] difference = actual.direction().clone();
            Vectors.addScaled(-1, expected.direction(), difference);
            double error = Vectors.norm(difference) / Vectors.norm(expected.direction());
            // Measured: 2e-14, 7e-13 and 1e-10.
            assertTrue(error <= 1e-9, "relative error " + error);
            double estimate = actual.spectrum().error() + expected.spectrum().error();
            assertTrue(error <= estimate, "relative error " + error + ", estimates " + estimate);
            assertEquals(
                    expected.spectrum().sigmaMax(),
                    actual.spectrum().sigmaMax(),
                    1e-12 * expected.spectrum().sigmaMax());
            assertEquals(expected.spectrum().count(), actual.spectrum().count());
        }
    }
}
