package org.halfinverse.spark;

import java.io.Serializable;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.broadcast.Broadcast;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.PhaseClock;
import org.halfinverse.train.BatchTask;
import org.halfinverse.train.Engine;
import org.halfinverse.train.TrainingListener;

/** Samples in Spark executors, one Spark job for each pass over a mini-batch. */
public final class SparkEngine implements Engine {
    private final SparkRuntime runtime;
    private final SparkSamples samples;
    private final Broadcast<PhysicsModel> model;
    private final LossReduction reduction;
    private final TrainingMetrics metrics;
    private OptionalLong stepsBefore = OptionalLong.empty();

    /**
     * An engine on samples that are loaded.
     *
     * @param samples the data sets; closed with this engine
     * @param model network plus simulator plus loss
     * @param reduction of the mini-batch loss
     */
    public SparkEngine(SparkSamples samples, PhysicsModel model, LossReduction reduction) {
        this.runtime = samples.runtime();
        this.samples = samples;
        this.reduction = reduction;
        this.model = runtime.context().broadcast(model);
        metrics = TrainingMetrics.open();
    }

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
        this(new SparkSamples(runtime, sources, blocks), model, reduction);
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
        return samples.set(Split.TRAIN).layout();
    }

    @Override
    public boolean has(Split split) {
        return samples.has(split);
    }

    @Override
    public SparkBatch open(double[] theta, MiniBatch batch) {
        stepsBefore = OptionalLong.of(batch.step());
        PhaseClock clock = new PhaseClock();
        SampleRdd training = samples.training(batch.epoch());
        return new SparkBatch(clock, runtime.context(), training, model, theta, batch, reduction.weight(batch.size()));
    }

    @Override
    public <R extends Serializable> R overAll(
            double[] theta, Split split, BatchTask<R> task, LinearizedBatch.Merge<R> merge) {
        Broadcast<double[]> broadcast = runtime.context().broadcast(theta);
        try {
            BlockWork<R> work = new BlockWork<>(new BlockWork.Members(model, broadcast, null), task);
            return samples.overAll(split, work, merge, afterStep());
        } finally {
            broadcast.destroy();
        }
    }

    @Override
    public void close() {
        metrics.close();
        samples.close();
        model.destroy();
    }

    /** After which step; nothing before this engine has seen any. */
    private String afterStep() {
        return stepsBefore.isPresent() ? " after step " + (stepsBefore.getAsLong() + 1) : "";
    }
}
