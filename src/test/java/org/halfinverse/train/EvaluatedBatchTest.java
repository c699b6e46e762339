package org.halfinverse.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import java.util.Optional;
import org.halfinverse.jacobian.ModelSamples;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.LinearizedBatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluatedBatchTest {
    /** Another order of operations on numbers near 1. */
    private static final double ROUNDING = 1e-14;

    private final PhysicsModel model = Models.small(Activation.TANH);
    private final double[] theta = Models.theta(model, 1);
    private final double[] other = Models.theta(model, 2);

    @ParameterizedTest
    @EnumSource(LossReduction.class)
    void theLossAtAnotherThetaIsThatOfTheSameSamplesOpenedThere(LossReduction reduction) {
        try (LocalEngine engine = engine(reduction);
                LinearizedBatch batch = engine.open(theta, samples(engine));
                LinearizedBatch there = engine.open(other, samples(engine))) {
            assertEquals(30, batch.samples());
            assertEquals(there.loss(), batch.lossAt(other), ROUNDING * there.loss());
            assertEquals(batch.loss(), batch.lossAt(theta), ROUNDING * batch.loss());
        }
    }

    @ParameterizedTest
    @EnumSource(LossReduction.class)
    void askingForItChangesNothingAboutTheBatch(LossReduction reduction) {
        try (LocalEngine engine = engine(reduction);
                LinearizedBatch batch = engine.open(theta, samples(engine));
                LinearizedBatch untouched = engine.open(theta, samples(engine))) {
            batch.lossAt(other);
            assertEquals(untouched.loss(), batch.loss());
            assertArrayEquals(untouched.gradient(), batch.gradient());
        }
    }

    @ParameterizedTest
    @EnumSource(LossReduction.class)
    void aLossThatIsNotFiniteIsAnAnswer(LossReduction reduction) {
        double[] broken = other.clone();
        broken[broken.length - 1] = Double.NaN;
        try (LocalEngine engine = engine(reduction);
                LinearizedBatch batch = engine.open(theta, samples(engine))) {
            assertFalse(Double.isFinite(batch.lossAt(broken)));
        }
    }

    private LocalEngine engine(LossReduction reduction) {
        return new LocalEngine(model, reduction, Map.of(Split.TRAIN, ModelSamples.first(50)), 3);
    }

    private static MiniBatch samples(LocalEngine engine) {
        return new MiniBatch(engine.layout(), Optional.empty(), 5, 35);
    }
}
