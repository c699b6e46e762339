package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.LinearizedBatch.BlockTask;
import org.halfinverse.spectral.PhaseClock;
import org.halfinverse.train.BatchPassContract;
import org.halfinverse.train.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SparkBatchIT extends BatchPassContract {
    private static SparkRuntime spark;

    @BeforeAll
    static void connect() {
        LocalSpark.use("local[2]");
        spark = SparkRuntime.open("test", Map.of());
    }

    @AfterAll
    static void disconnect() {
        spark.close();
        LocalSpark.clear();
    }

    @Override
    protected Engine engine(PhysicsModel physics, SampleSource samples, int blocks) {
        return new SparkEngine(spark, physics, LossReduction.MEAN, Map.of(Split.TRAIN, samples), blocks);
    }

    @Test
    void whatABatchKeepsInExecutorsIsLetGoWhenItIsClosed() {
        PhysicsModel model = Models.small(Activation.TANH);
        BlockTask<Integer> task = new Rows();
        RecordingContext context = new RecordingContext();
        SampleRdd samples = SampleRdd.load(context, "training samples", new Fixed(), 3);
        Broadcast<PhysicsModel> shared = spark.context().broadcast(model);
        MiniBatch thirty = new MiniBatch(samples.layout(), Optional.empty(), 0, 30);
        List<String> before = persistent();
        try (SparkBatch batch =
                new SparkBatch(new PhaseClock(), context, samples, shared, Models.theta(model, 1), thirty, 1)) {
            batch.retain();
            assertEquals(30 * Models.OUTPUTS, batch.reduce(task, Integer::sum));
            assertEquals(3, batch.map(task).size());
            assertTrue(
                    persistent().contains("linearized mini-batch of step 1"),
                    persistent().toString());
            // θ, and the task of each pass, the first by retain, which is let go after it.
            assertEquals(
                    List.of(true, false, false, false),
                    context.broadcasts.stream().map(Broadcast::isValid).toList());
        }
        assertEquals(before, persistent());
        assertTrue(context.broadcasts.stream().noneMatch(Broadcast::isValid));
        samples.pieces().unpersist();
        shared.destroy();
    }

    @Test
    void anEngineLetsGoOfItsSamples() {
        List<String> before = persistent();
        try (Engine engine = engine(Models.small(Activation.TANH), new Fixed(), 3)) {
            assertEquals("cluster", engine.label());
            assertTrue(persistent().contains("training samples"), persistent().toString());
        }
        assertEquals(before, persistent());
    }

    private static List<String> persistent() {
        return spark.context().getPersistentRDDs().values().stream()
                .map(JavaRDD::name)
                .sorted()
                .toList();
    }

    /** The same connection, keeping an eye on broadcasts. */
    private static final class RecordingContext extends JavaSparkContext {
        private final List<Broadcast<?>> broadcasts = new ArrayList<>();

        RecordingContext() {
            super(spark.context().sc());
        }

        @Override
        public <T> Broadcast<T> broadcast(T value) {
            Broadcast<T> broadcast = super.broadcast(value);
            broadcasts.add(broadcast);
            return broadcast;
        }
    }

    private record Rows() implements BlockTask<Integer> {
        @Override
        public Integer apply(int block, Iterator<FactoredJacobian> pieces) {
            int rows = 0;
            while (pieces.hasNext()) {
                rows += pieces.next().rows();
            }
            return rows;
        }
    }

    private record Fixed() implements SampleSource {
        @Override
        public long samples() {
            return 50;
        }

        @Override
        public Samples read(long from, int count) {
            return Models.samples(from, count);
        }
    }
}
