package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.mllib.linalg.Vector;
import org.halfinverse.io.DataException;
import org.halfinverse.jacobian.ModelSamples;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Network;
import org.halfinverse.physics.FaultyClassException;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.TooManyOutputs;
import org.halfinverse.problems.Toy;
import org.halfinverse.samples.BatchSchedule;
import org.halfinverse.samples.FreshSamples;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.DirectSolver;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.PowerFilter;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.Truncation;
import org.halfinverse.train.LocalEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("platform")
class SparkEngineIT {
    private static final int SAMPLES = 700;
    private static final int BLOCKS = 3;

    @RegisterExtension
    private static final ConnectedSpark SPARK = new ConnectedSpark();

    private final PhysicsModel model = Models.small(Activation.TANH);
    private final double[] theta = Models.theta(model, 1);
    private final Map<Split, SampleSource> sources =
            Map.of(Split.TRAIN, ModelSamples.first(SAMPLES), Split.TEST, ModelSamples.first(40));

    @Test
    void drawsFreshSamplesForEveryEpochAsTheDriverDoes() {
        Problem toy = new Toy(0.5);
        PhysicsModel network =
                new PhysicsModel(Network.dense(new int[] {1, 4, 2}, Activation.TANH), toy.simulator(), toy.loss());
        double[] parameters = Models.theta(network, 1);
        Map<Split, SampleSource> fresh = Map.of(Split.TRAIN, new FreshSamples(toy, 1, 50, 0));
        try (SparkEngine cluster = new SparkEngine(SPARK.runtime(), network, LossReduction.MEAN, fresh, BLOCKS);
                LocalEngine driver = new LocalEngine(network, LossReduction.MEAN, fresh, BLOCKS)) {
            BatchSchedule schedule = new BatchSchedule(cluster.layout(), 30, true, 1);
            Set<Double> losses = new HashSet<>();
            for (int step = 0; step < 6; step++) {
                try (SparkBatch there = cluster.open(parameters, schedule.batch(step));
                        LinearizedBatch here = driver.open(parameters, schedule.batch(step))) {
                    assertEquals(here.loss(), there.loss());
                    assertArrayEquals(here.inversionGradient(1e-5), there.inversionGradient(1e-5));
                    losses.add(here.loss());
                }
            }
            assertEquals(6, losses.size());
            assertEquals(driver.meanLoss(parameters, Split.TRAIN), cluster.meanLoss(parameters, Split.TRAIN));
        }
    }

    @Test
    void givesTheBitsOfTheEngineInTheDriver() {
        try (SparkEngine cluster = engine(sources);
                LocalEngine driver = new LocalEngine(model, LossReduction.MEAN, sources, BLOCKS)) {
            MiniBatch batch = new MiniBatch(cluster.layout(), Optional.empty(), 100, 650);
            try (SparkBatch there = cluster.open(theta, batch);
                    LinearizedBatch here = driver.open(theta, batch)) {
                PowerFilter filter = new PowerFilter(0.5, new Truncation(1e-6, true));
                assertArrayEquals(
                        new DirectSolver().solve(here, filter).direction(),
                        new DirectSolver().solve(there, filter).direction());
                assertArrayEquals(here.gradient(), there.gradient());
                assertEquals(here.loss(), there.loss());
                double[] other = Models.theta(model, 2);
                assertEquals(here.lossAt(other), there.lossAt(other));
            }
            for (Split split : Split.values()) {
                assertEquals(driver.meanLoss(theta, split), cluster.meanLoss(theta, split));
            }
        }
    }

    @Test
    void theRowsOfJAreAnOrdinaryRddToo() {
        try (SparkEngine engine = engine(sources);
                SparkBatch batch = engine.open(theta, new MiniBatch(engine.layout(), Optional.empty(), 0, 5))) {
            List<Vector> rows = batch.jacobianRows(batch).toJavaRDD().collect();
            assertEquals(5 * Models.OUTPUTS, rows.size());
            // Block 0 holds samples 0 and 3, so its second sample's first row is row 0 of sample 3.
            double[] expected = new double[theta.length];
            model.linearize(theta, Models.samples(3, 1), 0.2).rowWriter().write(0, expected, 0);
            assertArrayEquals(
                    expected, rows.get(Models.OUTPUTS).toArray(), 1e-15); // another block size in the products
        }
    }

    @Test
    void aNonFiniteSampleIsNamedByTheDriver() {
        Map<Split, SampleSource> broken = Map.of(Split.TRAIN, ModelSamples.first(SAMPLES, 421));
        try (SparkEngine engine = engine(broken);
                SparkBatch batch = engine.open(theta, new MiniBatch(engine.layout(), Optional.empty(), 0, SAMPLES))) {
            String message = assertThrows(NonFiniteException.class, batch::loss).getMessage();
            assertEquals("the loss of sample 421 is NaN", message);
            PowerFilter filter = new PowerFilter(0.5, new Truncation(1e-6, true));
            message = assertThrows(NonFiniteException.class, () -> new RowMatrixSolver().solve(batch, filter))
                    .getMessage();
            assertEquals("the loss of sample 421 is NaN", message);
        }
    }

    @Test
    void aJacobianWhoseSquareOverflowsIsSolvedByMllibInOtherUnits() {
        Map<Split, SampleSource> huge = Map.of(Split.TRAIN, new Huge());
        PhysicsModel linear = new PhysicsModel(
                Network.dense(new int[] {Models.INPUTS, 2}, Activation.LINEAR), model.simulator(), model.loss());
        try (SparkEngine engine = new SparkEngine(SPARK.runtime(), linear, LossReduction.MEAN, huge, BLOCKS);
                SparkBatch batch = engine.open(
                        new double[linear.network().parameterCount()],
                        new MiniBatch(engine.layout(), Optional.empty(), 0, 10))) {
            PowerFilter filter = new PowerFilter(0.5, new Truncation(1e-3, true));
            SpectralStep expected = new DirectSolver().solve(batch, filter);
            SpectralStep actual = new RowMatrixSolver().solve(batch, filter);
            double scale = Vectors.norm(expected.direction());
            // ε (σ_max / σ)² of the kept ones is 2e-10 at the most
            assertArrayEquals(
                    Vectors.scaled(1 / scale, expected.direction()),
                    Vectors.scaled(1 / scale, actual.direction()),
                    1e-9);
        }
    }

    @Test
    void badDataFoundInAnExecutorReachesTheUserAsItsSentence() {
        SampleSource unreadable = new Unreadable();
        DataException e = assertThrows(DataException.class, () -> engine(Map.of(Split.TRAIN, unreadable)));
        assertEquals("row 3 is not a number", e.getMessage());
    }

    @Test
    void aSimulatorThatBreaksItsPromiseInAnExecutorReachesTheUserAsItsSentence() {
        PhysicsModel broken = new PhysicsModel(model.network(), new TooManyOutputs(), model.loss());
        try (SparkEngine engine = new SparkEngine(SPARK.runtime(), broken, LossReduction.MEAN, sources, BLOCKS)) {
            FaultyClassException e =
                    assertThrows(FaultyClassException.class, () -> engine.meanLoss(theta, Split.TRAIN));
            String message = String.valueOf(e.getMessage());
            assertTrue(message.contains(TooManyOutputs.SENTENCE), message);
        }
    }

    private SparkEngine engine(Map<Split, SampleSource> samples) {
        return new SparkEngine(SPARK.runtime(), model, LossReduction.MEAN, samples, BLOCKS);
    }

    private record Huge() implements SampleSource {
        @Override
        public long samples() {
            return 10;
        }

        @Override
        public Samples read(long from, int count) {
            Samples block = Models.samples(from, count);
            Arrays.fill(block.inputs(), 1e160);
            return block;
        }
    }

    private record Unreadable() implements SampleSource {
        @Override
        public long samples() {
            return 10;
        }

        @Override
        public Samples read(long from, int count) {
            throw new DataException("row 3 is not a number");
        }
    }
}
