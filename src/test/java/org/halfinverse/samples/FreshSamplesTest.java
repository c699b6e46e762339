package org.halfinverse.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Network;
import org.halfinverse.problems.Toy;
import org.halfinverse.random.Stream;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.train.LocalEngine;
import org.junit.jupiter.api.Test;

class FreshSamplesTest {
    private static final Toy TOY = new Toy(1);
    private static final SampleSource FIRST = new FreshSamples(TOY, 7, 20, 0);

    @Test
    void theFirstEpochIsThatOfSamplesThatStay() {
        Samples stored = new GeneratedSamples(TOY, 7, Stream.TRAINING_SAMPLES, 20).read(3, 9);
        assertArrayEquals(stored.inputs(), FIRST.read(3, 9).inputs());
        assertArrayEquals(stored.targets(), FIRST.read(3, 9).targets());
    }

    @Test
    void anEpochGoesOnWhereTheLastOneEnded() {
        Samples all = new GeneratedSamples(TOY, 7, Stream.TRAINING_SAMPLES, 60).read(0, 60);
        Samples third = FIRST.inEpoch(2).read(0, 20);
        assertArrayEquals(Arrays.copyOfRange(all.inputs(), 40, 60), third.inputs());
        assertEquals(45, third.indices()[5]);
    }

    @Test
    void otherSourcesAreTheSameInEveryEpoch() {
        SampleSource stored = new GeneratedSamples(TOY, 7, Stream.TRAINING_SAMPLES, 20);
        assertSame(stored, stored.inEpoch(5));
        assertSame(FIRST, FIRST.inEpoch(0));
    }

    @Test
    void anEngineTrainsOnTheEpochOfTheMiniBatchAndEvaluatesOnTheFirst() {
        PhysicsModel model =
                new PhysicsModel(Network.dense(new int[] {1, 3, 2}, Activation.TANH), TOY.simulator(), TOY.loss());
        double[] theta = new double[model.network().parameterCount()];
        Arrays.setAll(theta, i -> Math.sin(i));
        SampleSource second = new GeneratedSamples(TOY, 7, Stream.TRAINING_SAMPLES, 40);
        try (LocalEngine fresh = new LocalEngine(model, LossReduction.MEAN, Map.of(Split.TRAIN, FIRST), 3);
                LocalEngine stored = new LocalEngine(model, LossReduction.MEAN, Map.of(Split.TRAIN, second), 3)) {
            BatchSchedule schedule = new BatchSchedule(fresh.layout(), 20, false, 1);
            double before = fresh.meanLoss(theta, Split.TRAIN);
            for (long step : new long[] {0, 1, 0}) {
                try (LinearizedBatch batch = fresh.open(theta, schedule.batch(step));
                        LinearizedBatch same = stored.open(
                                theta, new MiniBatch(stored.layout(), Optional.empty(), 20 * step, 20 * (step + 1)))) {
                    // Blocks begin with other samples, so that sums are formed in another order.
                    assertEquals(same.loss(), batch.loss(), 1e-14);
                }
            }
            assertEquals(before, fresh.meanLoss(theta, Split.TRAIN));
            assertFalse(before == stored.meanLoss(theta, Split.TRAIN));
        }
    }
}
