package org.halfinverse.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.samples.BatchPieces;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.LinearizedBatch.Merge;
import org.halfinverse.spectral.PhaseClock;
import org.halfinverse.spectral.SolverCost;

/**
 * All samples in this JVM, blocks worked on by its threads: for mini-batches whose step is cheaper than a Spark job.
 * The same blocks and the same order of sums as on a cluster, hence the same bits.
 */
public final class LocalEngine implements Engine {
    private final LocalSamples samples;
    private final PhysicsModel model;
    private final LossReduction reduction;

    /**
     * An engine on samples that are loaded.
     *
     * @param samples the data sets; closed with this engine
     * @param model network plus simulator plus loss
     * @param reduction of the mini-batch loss
     */
    public LocalEngine(LocalSamples samples, PhysicsModel model, LossReduction reduction) {
        this.samples = samples;
        this.model = model;
        this.reduction = reduction;
    }

    /**
     * Loads the samples.
     *
     * @param model network plus simulator plus loss
     * @param reduction of the mini-batch loss
     * @param sources the data sets, with the training set among them
     * @param blocks P
     */
    public LocalEngine(PhysicsModel model, LossReduction reduction, Map<Split, SampleSource> sources, int blocks) {
        this(new LocalSamples(sources, blocks), model, reduction);
    }

    @Override
    public String label() {
        return "driver";
    }

    @Override
    public DataLayout layout() {
        return samples.layout();
    }

    @Override
    public boolean has(Split split) {
        return samples.has(split);
    }

    @Override
    public LinearizedBatch open(double[] theta, MiniBatch batch) {
        return new Batch(new PhaseClock(), theta, batch, samples.training(batch.epoch()));
    }

    @Override
    public <R extends Serializable> R overAll(double[] theta, Split split, BatchTask<R> task, Merge<R> merge) {
        return samples.overAll(split, (block, pieces) -> task.apply(model, theta, block, pieces), merge);
    }

    @Override
    public void close() {
        samples.close();
    }

    private final class Batch extends EvaluatedBatch {
        private final double[] theta;
        private final MiniBatch batch;
        private final List<List<Samples>> blocks;
        private final Map<Integer, List<FactoredJacobian>> kept = new ConcurrentHashMap<>();

        Batch(PhaseClock clock, double[] theta, MiniBatch batch, List<List<Samples>> blocks) {
            super(clock, model, batch.size(), reduction.weight(batch.size()));
            this.theta = theta;
            this.batch = batch;
            this.blocks = blocks;
        }

        @Override
        protected <R extends Serializable> List<R> run(String purpose, BatchTask<R> task) {
            return samples.mapBlocks(block -> task.apply(model, theta, block, pieces(block)));
        }

        @Override
        protected <R extends Serializable> R run(BatchTask<R> task, Merge<R> merge) {
            return samples.reduceBlocks(block -> task.apply(model, theta, block, pieces(block)), merge);
        }

        @Override
        protected <R extends Serializable> List<R> runRetained(BlockTask<R> task) {
            return samples.mapBlocks(block -> task.apply(block, linearized(block)));
        }

        @Override
        protected <R extends Serializable> R runRetained(BlockTask<R> task, Merge<R> merge) {
            return samples.reduceBlocks(block -> task.apply(block, linearized(block)), merge);
        }

        /** From memory if they are there, else anew; kept as long as the memory budget allows. */
        private Iterator<FactoredJacobian> linearized(int block) {
            List<FactoredJacobian> known = kept.get(block);
            if (known != null) {
                return known.iterator();
            }
            Linearizer linearizer = new Linearizer(model, theta, reduction.weight(batch.size()), pieces(block));
            if (!SolverCost.isRetained((double) batch.size() * model.numbersPerSample() * Double.BYTES)) {
                return linearizer;
            }
            List<FactoredJacobian> all = new ArrayList<>();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return linearizer.hasNext();
                }

                @Override
                public FactoredJacobian next() {
                    FactoredJacobian piece = linearizer.next();
                    all.add(piece);
                    if (!linearizer.hasNext()) {
                        kept.put(block, all);
                    }
                    return piece;
                }
            };
        }

        private Iterator<Samples> pieces(int block) {
            return new BatchPieces(blocks.get(block).iterator(), batch.slots(block), model.samplesAtOnce());
        }

        @Override
        public void close() {
            kept.clear();
        }
    }
}
