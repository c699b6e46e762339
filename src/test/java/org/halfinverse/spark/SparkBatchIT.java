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
import org.halfinverse.jacobian.ModelSamples;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.LinearizedBatch.BlockTask;
import org.halfinverse.spectral.PhaseClock;
import org.halfinverse.train.BatchPassContract;
import org.halfinverse.train.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SparkBatchIT extends BatchPassContract {
    @RegisterExtension
    private static final ConnectedSpark SPARK = new ConnectedSpark();

    @Override
    protected Engine engine(PhysicsModel physics, SampleSource samples, int blocks) {
        return new SparkEngine(SPARK.runtime(), physics, LossReduction.MEAN, Map.of(Split.TRAIN, samples), blocks);
    }

    @Test
    void whatABatchKeepsInExecutorsIsLetGoWhenItIsClosed() {
        PhysicsModel model = Models.small(Activation.TANH);
        BlockTask<Integer> task = new Rows();
        RecordingContext context = new RecordingContext();
        SampleRdd samples = SampleRdd.load(context, "training samples", ModelSamples.first(50), 3);
        Broadcast<PhysicsModel> shared = SPARK.runtime().context().broadcast(model);
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
        try (Engine engine = engine(Models.small(Activation.TANH), ModelSamples.first(50), 3)) {
            assertEquals("cluster", engine.label());
            assertTrue(persistent().contains("training samples"), persistent().toString());
        }
        assertEquals(before, persistent());
    }

    private static List<String> persistent() {
        return SPARK.runtime().context().getPersistentRDDs().values().stream()
                .map(JavaRDD::name)
                .sorted()
                .toList();
    }

    /** The same connection, keeping an eye on broadcasts. */
    private static final class RecordingContext extends JavaSparkContext {
        private final List<Broadcast<?>> broadcasts = new ArrayList<>();

        RecordingContext() {
            super(SPARK.runtime().context().sc());
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
}
