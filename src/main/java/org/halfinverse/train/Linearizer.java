package org.halfinverse.train;

import java.util.Iterator;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.samples.Samples;

/** Linearises the pieces of a block at one θ, each when it is asked for. */
public final class Linearizer implements Iterator<FactoredJacobian> {
    private final PhysicsModel model;
    private final double[] theta;
    private final double weight;
    private final Iterator<Samples> pieces;

    /**
     * A linearisation, not yet begun.
     *
     * @param model network plus simulator plus loss
     * @param theta n parameters
     * @param weight of one sample in the mini-batch loss
     * @param pieces the samples
     */
    public Linearizer(PhysicsModel model, double[] theta, double weight, Iterator<Samples> pieces) {
        this.model = model;
        this.theta = theta;
        this.weight = weight;
        this.pieces = pieces;
    }

    @Override
    public boolean hasNext() {
        return pieces.hasNext();
    }

    @Override
    public FactoredJacobian next() {
        return model.linearize(theta, pieces.next(), weight);
    }
}
