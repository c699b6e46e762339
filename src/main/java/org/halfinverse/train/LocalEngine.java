package org.halfinverse.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
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
import org.halfinverse.spectral.OrderedTree;

/**
 * All samples in this JVM, blocks worked on by its threads: for mini-batches whose step is cheaper than a Spark job.
 * The same blocks and the same order of sums as on a cluster, hence the same bits.
 */
public final class LocalEngine implements Engine<EvaluatedBatch> {
    /** Of the memory, how much the linearisation of a batch may take that is wanted many times. */
    private static final double RETAINED_SHARE = 0.25;

    private PhysicsModel model;
    private final LossReduction reduction;
    private final Map<Split, StoredSamples> sets = new EnumMap<>(Split.class);
    private final ExecutorService threads;
    private StoredSamples training;

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
        training = set(Split.TRAIN);
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
    public void use(PhysicsModel other) {
        model = other;
    }

    @Override
    public EvaluatedBatch open(double[] theta, MiniBatch batch) {
        SampleSource source = training.source.inEpoch(batch.epoch());
        if (!source.equals(training.source)) {
            training = StoredSamples.load(source, training.layout.blocks());
        }
        return new Batch(theta, batch, training);
    }

    @Override
    public <R extends Serializable> R overAll(
            double[] theta, Split split, BatchTask<R> task, LinearizedBatch.Merge<R> merge) {
        StoredSamples samples = set(split);
        return merge(
                onEachBlock(
                        samples.layout.blocks(),
                        block -> task.apply(
                                model, theta, block, samples.blocks.get(block).iterator())),
                merge);
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

    /** Runs work for each block on the threads of this engine. */
    private <R> List<CompletableFuture<R>> onEachBlock(int blocks, IntFunction<R> work) {
        return IntStream.range(0, blocks)
                .mapToObj(block -> CompletableFuture.supplyAsync(() -> work.apply(block), threads))
                .toList();
    }

    private static <R> List<R> collect(List<CompletableFuture<R>> futures) {
        return futures.stream().map(LocalEngine::await).toList();
    }

    /** Merges as soon as two neighbours are there, on the thread that was ready last: few results wait at a time. */
    private static <R extends Serializable> R merge(
            List<CompletableFuture<R>> futures, LinearizedBatch.Merge<R> merge) {
        return await(OrderedTree.reduce(futures, (a, b) -> a.thenCombine(b, merge::apply)));
    }

    private static <R> R await(CompletableFuture<R> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    private record StoredSamples(SampleSource source, DataLayout layout, List<List<Samples>> blocks) {
        static StoredSamples load(SampleSource source, int blocks) {
            DataLayout layout = new DataLayout(source.samples(), blocks);
            List<List<Samples>> pieces = new ArrayList<>(blocks);
            for (int block = 0; block < blocks; block++) {
                pieces.add(new ArrayList<>());
            }
            for (int stripe = 0; stripe < layout.stripes(); stripe++) {
                for (DataLayout.Part piece : layout.readStripe(source, stripe)) {
                    pieces.get(piece.block()).add(piece.samples());
                }
            }
            return new StoredSamples(source, layout, pieces);
        }
    }

    private final class Batch extends EvaluatedBatch {
        private final double[] theta;
        private final MiniBatch batch;
        private final StoredSamples samples;
        private final Map<Integer, List<FactoredJacobian>> kept = new ConcurrentHashMap<>();

        Batch(double[] theta, MiniBatch batch, StoredSamples samples) {
            super(model, batch.size(), reduction.weight(batch.size()));
            this.theta = theta;
            this.batch = batch;
            this.samples = samples;
        }

        @Override
        protected <R extends Serializable> List<R> run(String purpose, BatchTask<R> task) {
            return collect(start(task));
        }

        @Override
        protected <R extends Serializable> R run(BatchTask<R> task, Merge<R> merge) {
            return LocalEngine.merge(start(task), merge);
        }

        @Override
        protected <R extends Serializable> List<R> runRetained(BlockTask<R> task) {
            return collect(startRetained(task));
        }

        @Override
        protected <R extends Serializable> R runRetained(BlockTask<R> task, Merge<R> merge) {
            return LocalEngine.merge(startRetained(task), merge);
        }

        private <R extends Serializable> List<CompletableFuture<R>> start(BatchTask<R> task) {
            return onEachBlock(blocks(), block -> task.apply(model, theta, block, pieces(block)));
        }

        private <R extends Serializable> List<CompletableFuture<R>> startRetained(BlockTask<R> task) {
            return onEachBlock(blocks(), block -> task.apply(block, linearized(block)));
        }

        /** From memory if they are there, else anew; kept as long as the memory budget allows. */
        private Iterator<FactoredJacobian> linearized(int block) {
            List<FactoredJacobian> known = kept.get(block);
            if (known != null) {
                return known.iterator();
            }
            Iterator<Samples> pieces = pieces(block);
            double share = RETAINED_SHARE * Runtime.getRuntime().maxMemory();
            boolean keep = (double) batch.size() * model.numbersPerSample() * Double.BYTES <= share;
            if (!keep) {
                return new Linearizations(pieces);
            }
            List<FactoredJacobian> all = new ArrayList<>();
            new Linearizations(pieces).forEachRemaining(all::add);
            kept.put(block, all);
            return all.iterator();
        }

        private int blocks() {
            return samples.blocks.size();
        }

        private Iterator<Samples> pieces(int block) {
            return new BatchPieces(samples.blocks.get(block).iterator(), batch.slots(block), model.samplesAtOnce());
        }

        @Override
        public void close() {
            kept.clear();
        }

        private final class Linearizations implements Iterator<FactoredJacobian> {
            private final Iterator<Samples> pieces;

            Linearizations(Iterator<Samples> pieces) {
                this.pieces = pieces;
            }

            @Override
            public boolean hasNext() {
                return pieces.hasNext();
            }

            @Override
            public FactoredJacobian next() {
                return model.linearize(theta, pieces.next(), reduction.weight(batch.size()));
            }
        }
    }
}
