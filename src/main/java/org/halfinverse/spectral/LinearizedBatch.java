package org.halfinverse.spectral;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.JacobianColumns;
import org.halfinverse.linalg.Vectors;

/**
 * A mini-batch at one θ: its loss, its gradient, and its Jacobian, which can be visited block by block wherever the
 * samples live. All that optimizers and solvers, which know mathematics, see of engines, which know machines. What is not
 * asked for is not computed.
 *
 * <p>The batch is divided into a fixed number of blocks, which is part of the experiment: results arrive in block
 * order, so that sums formed from them are the same bits on any number of threads or executors.
 */
public interface LinearizedBatch extends AutoCloseable {
    /** {@return the number of samples b, at least 1} */
    long samples();

    /** {@return the number m of rows of J, batch size times outputs} */
    long rows();

    /** {@return the number n of columns of J, that of the parameters that are differentiated by} */
    int columns();

    /** {@return how many parameters a step changes: n, or more where J is without directions that no output feels} */
    int trainedParameters();

    /** {@return which parameters the columns of J belong to} */
    JacobianColumns parameterColumns();

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
     * {@return the results of a task that sees each block, merged where they are, in the order of {@link OrderedTree};
     * only the last one comes to the driver}
     *
     * @param <R> what the task gives for a block
     * @param task runs where the block lives
     * @param merge of an earlier and a later result
     * @throws org.halfinverse.jacobian.NonFiniteException if the linearisation is not finite
     */
    <R extends Serializable> R reduce(BlockTask<R> task, Merge<R> merge);

    /**
     * Says that many passes will follow: the engine keeps the linearised pieces where they are, as far as memory and
     * disks allow, until the batch is closed. If no pass was made before, one is made now, which linearises them and brings
     * loss and gradient along.
     *
     * @throws org.halfinverse.jacobian.NonFiniteException if that pass finds a loss or a derivative that is not finite
     */
    void retain();

    /**
     * {@return the loss L(θ)}
     *
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or a derivative is not finite
     */
    double loss();

    /**
     * {@return the loss L of the same samples at another θ, by a pass over them; NaN if a loss is not finite}
     *
     * @param theta as many entries as θ has; not changed
     */
    double lossAt(double[] theta);

    /**
     * The gradient {@code Jᵀg} of the loss.
     *
     * @return n entries, which {@link #expand} leads back to θ; not to be changed
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or a derivative is not finite
     */
    double[] gradient();

    /**
     * {@return the slope of the loss, {@code Gᵀd} with G the gradient by θ, of which entries that do not train are 0}
     *
     * @param direction as many entries as θ has
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or a derivative is not finite
     */
    default double slope(double[] direction) {
        return Vectors.dot(expand(gradient()), direction);
    }

    /**
     * {@return the norm |g| of the loss gradient by the outputs}
     *
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or a derivative is not finite
     */
    double lossGradientNorm();

    /**
     * The gradient of the distance of the controls from those that an inverse of the simulator aims at, held fixed:
     * {@code (2/b) Σ_i (∂u_i/∂θ)ᵀ (u_i − u_i*)} with {@code u_i* = u_i − S_i⁺ ∂L/∂y_i}, L the mean loss.
     *
     * @param cutoff singular values of S_i up to this share of its largest one are left out
     * @return n entries, which {@link #expand} leads back to θ
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or a derivative is not finite
     */
    double[] inversionGradient(double cutoff);

    /**
     * Lets a solver do its work, in its name: engines that are watched tell it, and its time is booked.
     *
     * @param solver of {@code V f(Λ) Uᵀ g}
     * @param filter f
     * @return what the solver gives, in the n columns of J
     * @throws org.halfinverse.jacobian.NonFiniteException if a loss or a derivative is not finite
     */
    SpectralStep solve(Solver solver, SpectralFilter filter);

    /**
     * {@return what a gradient or a direction of step is in terms of θ, with as many entries as θ has}
     *
     * @param direction n entries
     */
    double[] expand(double[] direction);

    /**
     * {@return the coordinates of a direction of θ in the n columns of J: the transpose of {@link #expand}, whose columns are
     * orthonormal}
     *
     * @param direction as many entries as θ has
     */
    double[] restrict(double[] direction);

    /** {@return where the time of this step is booked} */
    PhaseClock clock();

    /** Lets go of what the engine holds for this batch. */
    @Override
    void close();

    /**
     * Work on one block.
     *
     * @param <R> its result
     */
    @FunctionalInterface
    interface BlockTask<R extends Serializable> extends Serializable {
        /**
         * {@return the result of the work, sent to the driver}
         *
         * @param block number of the block
         * @param pieces the block's samples, linearised a few hundred at a time; empty if the mini-batch has none in
         * this block
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
         * {@return the merged results; may overwrite both}
         *
         * @param earlier result of the blocks before
         * @param later result of the blocks behind
         */
        R apply(R earlier, R later);
    }
}
