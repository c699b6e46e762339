package org.halfinverse.train;

import java.io.Serializable;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.LinearizedBatch.Merge;

/** Where samples live and mini-batches are linearised: the port between the training loop and the machines. */
public interface Engine extends AutoCloseable {
    /** {@return the name in metrics, for instance {@code cluster}} */
    String label();

    /** {@return how the training samples are laid out: their number and that of the blocks} */
    DataLayout layout();

    /**
     * {@return whether there are samples of a kind, so that {@link #meanLoss} can be asked for}
     *
     * @param split training or test
     */
    boolean has(Split split);

    /**
     * {@return a mini-batch, to be closed, whose linearisation is prepared; what is not asked of it is not computed}
     *
     * @param theta n parameters; not changed while the batch is open
     * @param batch which training samples
     */
    LinearizedBatch open(double[] theta, MiniBatch batch);

    /**
     * {@return the mean loss {@code (1/N) Σ ℓ_i} over a whole data set}
     *
     * @param theta n parameters
     * @param split training or test
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss is not finite
     */
    default double meanLoss(double[] theta, Split split) {
        return overAll(theta, split, LossSum.TASK, LossSum::plus).mean();
    }

    /**
     * {@return the result of work on every block of a data set}
     *
     * @param <R> result for a block
     * @param theta n parameters
     * @param split training or test
     * @param task for one block
     * @param merge of the results of neighbouring blocks, in a fixed order
     */
    <R extends Serializable> R overAll(double[] theta, Split split, BatchTask<R> task, Merge<R> merge);

    /** {@return the listener, of the engine's own, that wants to be told of the training} */
    default TrainingListener listener() {
        return new TrainingListener() {};
    }

    @Override
    void close();
}
