package org.halfinverse.train;

import java.io.Serializable;
import java.util.Iterator;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.jacobian.SampleBlock;

/**
 * What an engine runs on each block of a data set.
 *
 * @param <R> result for a block
 */
@FunctionalInterface
public interface BatchTask<R extends Serializable> extends Serializable {
    /**
     * Does the work on one block.
     *
     * @param model network plus simulator plus loss
     * @param theta n parameters
     * @param pieces the block's samples
     * @return the result, sent to the driver
     */
    R apply(PhysicsModel model, double[] theta, Iterator<SampleBlock> pieces);
}
