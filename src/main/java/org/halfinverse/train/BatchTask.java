package org.halfinverse.train;

import java.io.Serializable;
import java.util.Iterator;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.samples.Samples;

/**
 * What an engine runs on each block of a data set.
 *
 * @param <R> result for a block
 */
@FunctionalInterface
public interface BatchTask<R extends Serializable> extends Serializable {
    /**
     * {@return the result of the work on one block}
     *
     * @param model network plus simulator plus loss
     * @param theta n parameters
     * @param block number of the block
     * @param pieces the block's samples
     */
    R apply(PhysicsModel model, double[] theta, int block, Iterator<Samples> pieces);
}
