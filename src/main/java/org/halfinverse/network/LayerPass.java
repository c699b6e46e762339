package org.halfinverse.network;

import java.io.Serializable;
import java.util.List;
import java.util.function.Supplier;

/** A layer's forward pass over a block of B samples, from which its reverse and tangent passes start. */
public interface LayerPass extends Serializable {
    /** {@return the outputs, B × outputs; not a copy} */
    double[] outputs();

    /**
     * {@return the passes of the layers in this one that have parameters, in the order of θ; this pass itself if its
     * layer is one of them}
     */
    List<AffinePass> affinePasses();

    /**
     * The reverse pass with several cotangents a sample at once.
     *
     * @param cotangents c vectors a sample, (B·c) × outputs, rows sample-major; overwritten
     * @param perSample c
     * @return the cotangents of pre-activations and of the inputs
     */
    Cotangents reverse(double[] cotangents, int perSample);

    /**
     * The tangent pass: the directional derivative of the outputs along a change of inputs and parameters.
     *
     * @param tangents of the inputs, B × inputs
     * @param direction θ̇, n entries
     * @return tangents of the outputs, B × outputs
     */
    double[] tangent(double[] tangents, double[] direction);

    /**
     * What a reverse pass gives.
     *
     * @param deltas for each layer with parameters, in the order of θ, the cotangents D of its pre-activations, (B·c) ×
     *     outputs
     * @param inputs gives the cotangents of the inputs, (B·c) × inputs, which are computed only where they are asked for;
     *     to be asked once, and its result may be overwritten
     */
    record Cotangents(List<double[]> deltas, Supplier<double[]> inputs) {}
}
