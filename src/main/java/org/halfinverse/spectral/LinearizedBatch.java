package org.halfinverse.spectral;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.halfinverse.jacobian.FactoredJacobian;

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
     * @return number of parameters
     */
    int columns();

    /**
     * Lets a task see each block, linearised piece by piece.
     *
     * @param <R> what it gives for a block
     * @param task runs where the block lives
     * @return its results in block order
     * @throws org.halfinverse.jacobian.NonFiniteException if the linearisation is not finite
     */
    <R extends Serializable> List<R> map(BlockTask<R> task);

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
         * @param pieces the block's samples, linearised a few hundred at a time; empty if the mini-batch has none in
         *     this block
         * @return the result, sent to the driver
         */
        R apply(Iterator<FactoredJacobian> pieces);
    }
}
