package org.halfinverse.spark;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.OrderedTree;
import org.halfinverse.train.BatchTask;
import org.halfinverse.train.Engine;
import org.halfinverse.train.TrainingListener;

/** Samples in Spark executors, one Spark job for each pass over a mini-batch. */
public final class SparkEngine implements Engine<SparkBatch> {
    private final SparkRuntime runtime;
    private Broadcast<PhysicsModel> model;
    private final LossReduction reduction;
    private final Map<Split, SampleRdd> sets = new EnumMap<>(Split.class);
    private final TrainingMetrics metrics;
    private SampleRdd training;
    private OptionalLong stepsBefore = OptionalLong.empty();

    /**
     * Loads the samples into the executors.
     *
     * @param runtime the connection; not closed with this engine
     * @param model network plus simulator plus loss
     * @param reduction of the mini-batch loss
     * @param sources the data sets, with the training set among them
     * @param blocks P
     * @throws org.halfinverse.io.DataException if a sample is not as it should be
     */
    public SparkEngine(
            SparkRuntime runtime,
            PhysicsModel model,
            LossReduction reduction,
            Map<Split, SampleSource> sources,
            int blocks) {
        this.runtime = runtime;
        this.reduction = reduction;
        this.model = runtime.context().broadcast(model);
        sources.forEach((split, source) ->
                sets.put(split, SampleRdd.load(runtime.context(), split.label() + " samples", source, blocks)));
        training = set(Split.TRAIN);
        metrics = TrainingMetrics.open();
    }

    /** Puts the figures of the training into Spark's metrics system, as long as this engine is open. */
    @Override
    public TrainingListener listener() {
        return metrics;
    }

    @Override
    public String label() {
        return "cluster";
    }

    @Override
    public DataLayout layout() {
        return set(Split.TRAIN).layout();
    }

    @Override
    public boolean has(Split split) {
        return sets.containsKey(split);
    }

    @Override
    public void use(PhysicsModel other) {
        model.destroy();
        model = runtime.context().broadcast(other);
    }

    @Override
    public SparkBatch open(double[] theta, MiniBatch batch) {
        stepsBefore = OptionalLong.of(batch.step());
        SampleSource source = training.source().inEpoch(batch.epoch());
        if (!source.equals(training.source())) {
            release(training);
            String name = "training samples of epoch " + (batch.epoch() + 1);
            training = SampleRdd.load(
                    runtime.context(), name, source, training.layout().blocks());
        }
        return new SparkBatch(runtime.context(), training, model, theta, batch, reduction.weight(batch.size()));
    }

    @Override
    public <R extends Serializable> R overAll(
            double[] theta, Split split, BatchTask<R> task, LinearizedBatch.Merge<R> merge) {
        SampleRdd samples = set(split);
        Broadcast<double[]> broadcast = runtime.context().broadcast(theta);
        try {
            BlockWork<R> work = new BlockWork<>(model, broadcast, task);
            List<R> results = DescribedJob.run(
                    runtime.context(),
                    "evaluate on " + split.label() + " samples" + afterStep(),
                    () -> samples.pieces().mapPartitionsWithIndex(work, true).collect());
            return OrderedTree.reduce(results, merge::apply);
        } finally {
            broadcast.destroy();
        }
    }

    @Override
    public void close() {
        metrics.close();
        release(training);
        sets.values().forEach(SampleRdd::release);
        model.destroy();
    }

    /** After which step; nothing before this engine has seen any. */
    private String afterStep() {
        return stepsBefore.isPresent() ? " after step " + (stepsBefore.getAsLong() + 1) : "";
    }

    /** Lets go of the samples of one epoch, unless they are those on which the loss is evaluated. */
    private void release(SampleRdd samples) {
        if (!sets.containsValue(samples)) {
            samples.release();
        }
    }

    private SampleRdd set(Split split) {
        SampleRdd samples = sets.get(split);
        if (samples == null) {
            throw new IllegalStateException("there are no " + split + " samples");
        }
        return samples;
    }

    private record BlockWork<R extends Serializable>(
            Broadcast<PhysicsModel> model, Broadcast<double[]> theta, BatchTask<R> task)
            implements Function2<Integer, Iterator<Samples>, Iterator<R>> {
        @Override
        public Iterator<R> call(Integer block, Iterator<Samples> pieces) {
            return List.of(task.apply(model.value(), theta.value(), block, pieces))
                    .iterator();
        }
    }
}
