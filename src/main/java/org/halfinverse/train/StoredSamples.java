package org.halfinverse.train;

import java.io.Serializable;
import java.util.Iterator;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.LinearizedBatch.Merge;

/** The data sets of a training in their blocks, wherever these live: what can be said of samples before there is a model. */
public interface StoredSamples extends AutoCloseable {
    /**
     * {@return the result of work on every block of a data set}
     *
     * @param <R> result for a block
     * @param split training or test
     * @param task for one block
     * @param merge of the results of neighbouring blocks, in a fixed order
     */
    <R extends Serializable> R overAll(Split split, SampleTask<R> task, Merge<R> merge);

    /** Lets go of the samples; doing so twice is no fault. */
    @Override
    void close();

    /**
     * Work on one block of a data set.
     *
     * @param <R> its result
     */
    @FunctionalInterface
    interface SampleTask<R extends Serializable> extends Serializable {
        /**
         * {@return the result of the work}
         *
         * @param block number of the block
         * @param pieces the block's samples
         */
        R apply(int block, Iterator<Samples> pieces);
    }
}
