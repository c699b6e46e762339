package org.halfinverse.spark;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.LinearizedBatch.Merge;
import org.halfinverse.spectral.OrderedTree;
import org.halfinverse.train.StoredSamples;

/** Samples in the memory and on the disks of Spark executors. */
public final class SparkSamples implements StoredSamples {
    private final SparkRuntime runtime;
    private final Map<Split, SampleRdd> sets = new EnumMap<>(Split.class);
    private SampleRdd training;

    /**
     * Loads the samples into the executors.
     *
     * @param runtime the connection; not closed with these samples
     * @param sources the data sets, with the training set among them
     * @param blocks P
     * @throws org.halfinverse.io.DataException if a sample is not as it should be
     */
    public SparkSamples(SparkRuntime runtime, Map<Split, SampleSource> sources, int blocks) {
        this.runtime = runtime;
        sources.forEach((split, source) ->
                sets.put(split, SampleRdd.load(runtime.context(), split.label() + " samples", source, blocks)));
        training = set(Split.TRAIN);
    }

    @Override
    public <R extends Serializable> R overAll(Split split, SampleTask<R> task, Merge<R> merge) {
        return overAll(split, task, merge, "");
    }

    /** The same, with a job description that ends as told. */
    <R extends Serializable> R overAll(Split split, SampleTask<R> task, Merge<R> merge, String ending) {
        List<R> results = DescribedJob.run(
                runtime.context(),
                "evaluate on " + split.label() + " samples" + ending,
                () -> set(split)
                        .pieces()
                        .mapPartitionsWithIndex(BlockWork.onPartitions(task), true)
                        .collect());
        return OrderedTree.reduce(results, merge::apply);
    }

    SparkRuntime runtime() {
        return runtime;
    }

    boolean has(Split split) {
        return sets.containsKey(split);
    }

    /** The training samples of an epoch. */
    SampleRdd training(long epoch) {
        SampleSource source = training.source().inEpoch(epoch);
        if (!source.equals(training.source())) {
            releaseEpoch();
            String name = "training samples of epoch " + (epoch + 1);
            training = SampleRdd.load(
                    runtime.context(), name, source, training.layout().blocks());
        }
        return training;
    }

    SampleRdd set(Split split) {
        SampleRdd samples = sets.get(split);
        if (samples == null) {
            throw new IllegalStateException("there are no " + split + " samples");
        }
        return samples;
    }

    @Override
    public void close() {
        if (!sets.isEmpty()) {
            releaseEpoch();
            sets.values().forEach(SampleRdd::release);
            sets.clear();
        }
    }

    /** Lets go of the samples of one epoch, unless they are those on which the loss is evaluated. */
    private void releaseEpoch() {
        if (!sets.containsValue(training)) {
            training.release();
        }
    }
}
