package org.halfinverse.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.LinearizedBatch.Merge;
import org.halfinverse.spectral.OrderedTree;

/** All samples in this JVM, and the threads that work on their blocks. */
public final class LocalSamples implements StoredSamples {
    private final Map<Split, Blocks> sets = new EnumMap<>(Split.class);
    private final ExecutorService threads;
    private Blocks training;

    /**
     * Loads the samples.
     *
     * @param sources the data sets, with the training set among them
     * @param blocks P
     */
    public LocalSamples(Map<Split, SampleSource> sources, int blocks) {
        sources.forEach((split, source) -> sets.put(split, Blocks.load(source, blocks)));
        training = set(Split.TRAIN);
        threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), work -> {
            Thread thread = new Thread(work, "hig-block");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public <R extends Serializable> R overAll(Split split, SampleTask<R> task, Merge<R> merge) {
        Blocks samples = set(split);
        return reduceBlocks(block -> task.apply(block, samples.pieces.get(block).iterator()), merge);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    DataLayout layout() {
        return set(Split.TRAIN).layout;
    }

    boolean has(Split split) {
        return sets.containsKey(split);
    }

    /** The training samples of an epoch, block by block. */
    List<List<Samples>> training(long epoch) {
        SampleSource source = training.source.inEpoch(epoch);
        if (!source.equals(training.source)) {
            training = Blocks.load(source, training.layout.blocks());
        }
        return training.pieces;
    }

    /** The results of some work on every block, in block order. */
    <R> List<R> mapBlocks(IntFunction<R> work) {
        return onEachBlock(work).stream().map(OtherThread::await).toList();
    }

    /** Merges as soon as two neighbours are there, on the thread that was ready last: few results wait at a time. */
    <R extends Serializable> R reduceBlocks(IntFunction<R> work, Merge<R> merge) {
        return OtherThread.await(OrderedTree.reduce(onEachBlock(work), (a, b) -> a.thenCombine(b, merge::apply)));
    }

    private <R> List<CompletableFuture<R>> onEachBlock(IntFunction<R> work) {
        return IntStream.range(0, layout().blocks())
                .mapToObj(block -> CompletableFuture.supplyAsync(() -> work.apply(block), threads))
                .toList();
    }

    private Blocks set(Split split) {
        Blocks samples = sets.get(split);
        if (samples == null) {
            throw new IllegalStateException("there are no " + split + " samples");
        }
        return samples;
    }

    /** A data set as it was dealt out. */
    private record Blocks(SampleSource source, DataLayout layout, List<List<Samples>> pieces) {
        static Blocks load(SampleSource source, int blocks) {
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
            return new Blocks(source, layout, pieces);
        }
    }
}
