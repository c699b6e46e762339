package org.halfinverse.spectral;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.network.Mlp;

/**
 * A mini-batch whose Jacobian can be visited block by block, wherever the samples live. The port between solvers,
 * which know mathematics, and engines, which know machines.
 *
 * <p>The batch is divided into a fixed number of blocks, which is part of the experiment: results arrive in block
 * order, so that sums formed from them are the same bits on any number of threads or executors.
 */
public interface LinearizedBatch {
    /**
     * Number m of rows of J.
     *
     * @return batch size times outputs
     */
    long rows();

    /**
     * Number n of columns of J.
     *
     * @return number of parameters that are differentiated by
     */
    int columns();

    /**
     * The network whose parameters the columns belong to.
     *
     * @return its n parameters are those of J
     */
    Mlp network();

    /**
     * Lets a task see each block, linearised piece by piece, and brings all results to the driver.
     *
     * @param <R> what it gives for a block
     * @param task runs where the block lives
     * @return its results in block order
     * @throws org.halfinverse.jacobian.NonFiniteException if the linearisation is not finite
     */
    <R extends Serializable> List<R> map(BlockTask<R> task);

    /**
     * Lets a task see each block, and merges the results where they are, in the order of {@link OrderedTree}; only the
     * last one comes to the driver.
     *
     * @param <R> what the task gives for a block
     * @param task runs where the block lives
     * @param merge of an earlier and a later result
     * @return the merged result
     * @throws org.halfinverse.jacobian.NonFiniteException if the linearisation is not finite
     */
    <R extends Serializable> R reduce(BlockTask<R> task, Merge<R> merge);

    /**
     * Says that many passes will follow: the engine keeps the linearised pieces where they are, as far as memory and
     * disks allow, until the batch is closed.
     */
    void retain();

    /**
     * The gradient {@code Jᵀg}.
     *
     * @return n entries; not to be changed
     */
    double[] gradient();

    /**
     * Where the time of this step is booked.
     *
     * @return the step's clock
     */
    PhaseClock clock();

    /**
     * Work on one block.
     *
     * @param <R> its result
     */
    @FunctionalInterface
    interface BlockTask<R extends Serializable> extends Serializable {
        /**
         * Does the work.
         *
         * @param block number of the block
         * @param pieces the block's samples, linearised a few hundred at a time; empty if the mini-batch has none in
         *     this block
         * @return the result, sent to the driver
         */
        R apply(int block, Iterator<FactoredJacobian> pieces);
    }

    /**
     * How two results become one.
     *
     * @param <R> results
     */
    @FunctionalInterface
    interface Merge<R extends Serializable> extends Serializable {
        /**
         * Merges; may overwrite both.
         *
         * @param earlier result of the blocks before
         * @param later result of the blocks behind
         * @return the result of all of them
         */
        R apply(R earlier, R later);
    }
}
