package org.halfinverse.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.ModelSamples;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Network;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.LinearizedBatch.BlockTask;
import org.halfinverse.spectral.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes over a mini-batch have to do on every engine. */
public abstract class BatchPassContract {
    private static final int SAMPLES = 700;
    /** Another order of operations on numbers near 1. */
    private static final double ROUNDING = 1e-13;

    private static final BlockTask<String> NUMBER = (block, pieces) -> {
        drain(pieces);
        return String.valueOf(block);
    };

    private final PhysicsModel model = Models.small(Activation.TANH);
    private final double[] theta = Models.theta(model, 1);

    /** The engine under test, for the mean of the losses. */
    protected abstract Engine engine(PhysicsModel physics, SampleSource samples, int blocks);

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "5, false", "5, true", "7, true"})
    void resultsAreMergedAsNeighboursInTheOrderOfTheBlocks(int blocks, boolean retained) {
        Map<Integer, String> trees = Map.of(1, "0", 2, "(0 1)", 5, "(((0 1) (2 3)) 4)", 7, "(((0 1) (2 3)) ((4 5) 6))");
        try (Engine engine = engine(model, ModelSamples.first(SAMPLES), blocks);
                LinearizedBatch batch = open(engine, theta, 0, 20)) {
            if (retained) {
                batch.retain();
            }
            assertEquals(trees.get(blocks), batch.reduce(NUMBER, (a, b) -> "(" + a + " " + b + ")"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyBlockSeesItsSamplesAndOneWithoutSamplesSeesNone(boolean retained) {
        try (Engine engine = engine(model, ModelSamples.first(SAMPLES), 8);
                LinearizedBatch batch = open(engine, theta, 12, 17)) { // samples 12 … 16 of blocks 4, 5, 6, 7, 0
            if (retained) {
                batch.retain();
            }
            int p = Models.OUTPUTS;
            assertEquals(List.of(p, 0, 0, 0, p, p, p, p), batch.map((block, pieces) -> drain(pieces)));
            assertEquals(5 * p, batch.reduce((block, pieces) -> drain(pieces), Integer::sum));
        }
    }

    @Test
    void aRetainedBatchShowsTheSameRowsInEveryPass() {
        try (Engine engine = engine(model, ModelSamples.first(SAMPLES), 3);
                LinearizedBatch batch = open(engine, theta, 100, 690)) {
            List<double[]> once = batch.map(BatchPassContract::products);
            double[] gradient = batch.gradient().clone();
            batch.retain();
            for (int pass = 0; pass < 2; pass++) {
                List<double[]> again = batch.map(BatchPassContract::products);
                for (int block = 0; block < 3; block++) {
                    assertArrayEquals(once.get(block), again.get(block));
                }
            }
            assertArrayEquals(gradient, batch.gradient());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lossAndGradientComeAlongWithThePass(boolean reduced) {
        try (Engine engine = engine(model, ModelSamples.first(SAMPLES), 3);
                LinearizedBatch batch = open(engine, theta, 100, 690);
                LinearizedBatch untouched = open(engine, theta, 100, 690)) {
            if (reduced) {
                batch.reduce(NUMBER, String::concat);
            } else {
                batch.map(NUMBER);
            }
            assertEquals(untouched.loss(), batch.loss(), ROUNDING);
            assertArrayEquals(untouched.gradient(), batch.gradient(), ROUNDING);
        }
    }

    @Test
    void ofSeveralSamplesThatAreNotFiniteTheFirstInTheOrderOfTheBlocksIsNamed() {
        // Of blocks 2, 1 and 1 of 3.
        SampleSource broken = ModelSamples.first(SAMPLES, 5, 421, 640);
        try (Engine engine = engine(model, broken, 3);
                LinearizedBatch batch = open(engine, theta, 0, SAMPLES)) {
            String expected = "the loss of sample 421 is NaN";
            assertEquals(
                    expected,
                    assertThrows(NonFiniteException.class, () -> batch.reduce(NUMBER, String::concat))
                            .getMessage());
            assertEquals(
                    expected,
                    assertThrows(NonFiniteException.class, () -> batch.map(NUMBER))
                            .getMessage());
            assertEquals(
                    expected,
                    assertThrows(NonFiniteException.class, batch::retain).getMessage());
        }
    }

    @Test
    void aJacobianThatIsNotFiniteIsNamedEvenIfTheGradientIsFinite() {
        PhysicsModel steep = new PhysicsModel(
                Network.dense(new int[] {Models.INPUTS, 1, 1}, Activation.LINEAR), new Steep(), SquaredError.HALF);
        double[] point = new double[steep.network().parameterCount()];
        point[Models.INPUTS + 1] = 1e200; // the second layer's weight; dy/dz of the first layer overflows
        try (Engine engine = engine(steep, new Tiny(), 2);
                LinearizedBatch batch = open(engine, point, 0, 4)) {
            assertTrue(Vectors.isFinite(batch.gradient()));
            batch.retain();
            String message = assertThrows(NonFiniteException.class, () -> batch.reduce(NUMBER, String::concat))
                    .getMessage();
            assertTrue(message.matches("the Jacobian of sample \\d is Infinity"), message);
            message = assertThrows(NonFiniteException.class, () -> batch.map(NUMBER))
                    .getMessage();
            assertTrue(message.matches("the Jacobian of sample \\d is Infinity"), message);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8})
    void aBatchThatIsRetainedFirstIsLinearisedOnceForAllPasses(int blocks) {
        try (Engine engine = engine(model, ModelSamples.first(SAMPLES), blocks);
                LinearizedBatch batch = open(engine, theta, 0, 20);
                LinearizedBatch other = open(engine, theta, 0, 20)) {
            other.map(NUMBER);
            batch.retain();
            assertEquals(other.loss(), batch.loss());
            assertArrayEquals(other.gradient(), batch.gradient());
            assertEquals(other.lossGradientNorm(), batch.lossGradientNorm());
            double linearizing = batch.clock().seconds(Phase.LINEARIZE);
            assertTrue(linearizing > 0);
            batch.map(NUMBER);
            batch.reduce(NUMBER, String::concat);
            assertEquals(linearizing, batch.clock().seconds(Phase.LINEARIZE));
        }
    }

    @Test
    void aTaskThatLeavesSamplesUnvisitedIsRefused() {
        BlockTask<String> lazy = (block, pieces) -> {
            while (block != 1 && pieces.hasNext()) {
                pieces.next();
            }
            return "";
        };
        try (Engine engine = engine(model, ModelSamples.first(SAMPLES), 3);
                LinearizedBatch batch = open(engine, theta, 0, 20)) {
            for (IllegalStateException e : List.of(
                    assertThrows(IllegalStateException.class, () -> batch.reduce(lazy, String::concat)),
                    assertThrows(IllegalStateException.class, () -> batch.map(lazy)))) {
                assertTrue(e.getMessage().contains("the task left samples of its block unvisited"), e.getMessage());
            }
        }
    }

    private static LinearizedBatch open(Engine engine, double[] theta, long from, long to) {
        return engine.open(theta, new MiniBatch(engine.layout(), Optional.empty(), from, to));
    }

    /** Number of rows. */
    private static int drain(Iterator<FactoredJacobian> pieces) {
        int rows = 0;
        while (pieces.hasNext()) {
            rows += pieces.next().rows();
        }
        return rows;
    }

    /** {@code J v} for one v. */
    private static double[] products(int block, Iterator<FactoredJacobian> pieces) {
        double[] all = new double[0];
        while (pieces.hasNext()) {
            FactoredJacobian jacobian = pieces.next();
            double[] v = new double[jacobian.columns()];
            Arrays.setAll(v, Math::sin);
            double[] product = jacobian.product(v);
            int length = all.length;
            all = Arrays.copyOf(all, length + product.length);
            System.arraycopy(product, 0, all, length, product.length);
        }
        return all;
    }

    /** Targets of 1e-200, so that the loss gradient is as small as the Jacobian is large. */
    private record Tiny() implements SampleSource {
        @Override
        public long samples() {
            return 4;
        }

        @Override
        public Samples read(long from, int count) {
            Samples block = Models.samples(from, count);
            double[] targets = new double[count];
            Arrays.fill(targets, 1e-200);
            return new Samples(block.indices(), block.inputs(), new double[0], targets);
        }
    }

    /** {@code y = 1e200 u}. */
    private static final class Steep extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        Steep() {
            super(0, 1, 1);
        }

        @Override
        protected void simulate(double[] x, double[] u, double[] y) {
            y[0] = 1e200 * u[0];
        }

        @Override
        protected void jacobian(double[] x, double[] u, double[] jacobian) {
            jacobian[0] = 1e200;
        }
    }
}
