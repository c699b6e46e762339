package org.halfinverse.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.jacobian.SampleBlock;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.spectral.OrderedTree;

/**
 * All samples in this JVM, blocks worked on by its threads: for mini-batches whose step is cheaper than a Spark job.
 * The same blocks and the same order of sums as on a cluster, hence the same bits.
 */
public final class LocalEngine implements Engine<EvaluatedBatch> {
    private final PhysicsModel model;
    private final LossReduction reduction;
    private final Map<Split, StoredSamples> sets = new EnumMap<>(Split.class);
    private final ExecutorService threads;

    /**
     * Loads the samples.
     *
     * @param model network plus simulator plus loss
     * @param reduction of the mini-batch loss
     * @param sources the data sets, with the training set among them
     * @param blocks P
     */
    public LocalEngine(PhysicsModel model, LossReduction reduction, Map<Split, SampleSource> sources, int blocks) {
        this.model = model;
        this.reduction = reduction;
        sources.forEach((split, source) -> sets.put(split, StoredSamples.load(source, blocks)));
        threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), work -> {
            Thread thread = new Thread(work, "hig-block");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public String label() {
        return "driver";
    }

    @Override
    public DataLayout layout() {
        return set(Split.TRAIN).layout;
    }

    @Override
    public boolean has(Split split) {
        return sets.containsKey(split);
    }

    @Override
    public EvaluatedBatch open(double[] theta, MiniBatch batch) {
        return new Batch(theta, batch);
    }

    @Override
    public double meanLoss(double[] theta, Split split) {
        StoredSamples samples = set(split);
        List<Double> sums = onEachBlock(
                samples.layout.blocks(),
                block -> LossSum.TASK.apply(
                        model, theta, samples.blocks.get(block).iterator()));
        return OrderedTree.reduce(sums, Double::sum) / samples.layout.samples();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private StoredSamples set(Split split) {
        StoredSamples samples = sets.get(split);
        if (samples == null) {
            throw new IllegalStateException("there are no " + split + " samples");
        }
        return samples;
    }

    private <R> List<R> onEachBlock(int blocks, IntFunction<R> work) {
        List<Future<R>> futures = new ArrayList<>(blocks);
        for (int block = 0; block < blocks; block++) {
            int k = block;
            futures.add(threads.submit(() -> work.apply(k)));
        }
        List<R> results = new ArrayList<>(blocks);
        try {
            for (Future<R> future : futures) {
                results.add(future.get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException("a block failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a block", e);
        }
        return results;
    }

    private record StoredSamples(DataLayout layout, List<List<SampleBlock>> blocks) {
        static StoredSamples load(SampleSource source, int blocks) {
            DataLayout layout = new DataLayout(source.samples(), blocks);
            List<List<SampleBlock>> pieces = new ArrayList<>(blocks);
            for (int block = 0; block < blocks; block++) {
                pieces.add(new ArrayList<>());
            }
            for (int stripe = 0; stripe < layout.stripes(); stripe++) {
                List<SampleBlock> cut = layout.readStripe(source, stripe);
                for (int block = 0; block < cut.size(); block++) {
                    pieces.get(block).add(cut.get(block));
                }
            }
            return new StoredSamples(layout, pieces);
        }
    }

    private final class Batch extends EvaluatedBatch {
        private final double[] theta;
        private final MiniBatch batch;

        Batch(double[] theta, MiniBatch batch) {
            super(model, batch.size(), reduction.weight(batch.size()));
            this.theta = theta;
            this.batch = batch;
        }

        @Override
        protected <R extends Serializable> List<R> run(BatchTask<R> task) {
            List<List<SampleBlock>> blocks = set(Split.TRAIN).blocks;
            return onEachBlock(
                    blocks.size(),
                    block -> task.apply(
                            model, theta, new BatchPieces(blocks.get(block).iterator(), batch.slots(block))));
        }

        @Override
        public void close() {
            // Nothing is held beyond the samples.
        }
    }
}
