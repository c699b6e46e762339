package org.halfinverse.network;

import java.io.Serializable;
import java.util.List;
import java.util.function.Predicate;

/**
 * A layer of a network: a differentiable map of each sample's row, with some of the parameters θ or with none.
 *
 * <p>All passes work on blocks of B samples, sample-major: row i of a B × w matrix belongs to sample i. Arrays that come
 * in are not changed unless it is said, and may be kept.
 */
public interface Layer extends Serializable {
    /** {@return width of the input} */
    int inputs();

    /** {@return width of the output} */
    int outputs();

    /** {@return the layers in this one that have parameters, in the order of θ; itself if it is one} */
    List<AffineLayer> affineLayers();

    /**
     * {@return the outputs of a block, B × outputs}
     *
     * @param theta n parameters of the network
     * @param samples B
     * @param inputs B × inputs
     */
    double[] outputs(double[] theta, int samples, double[] inputs);

    /**
     * The forward pass over a block with all that derivatives need.
     *
     * @param theta n parameters of the network, kept
     * @param samples B
     * @param inputs B × inputs, kept
     * @return what reverse and tangent passes start from
     */
    LayerPass forward(double[] theta, int samples, double[] inputs);

    /**
     * The same layer with some of those in it that have parameters frozen. A layer that has others in it says what that is.
     *
     * @param frozen which do not train
     * @return a layer whose {@link #affineLayers} are the others
     */
    default Layer freezing(Predicate<AffineLayer> frozen) {
        return this;
    }

    /**
     * Adds the layer to an ONNX graph.
     *
     * @param graph to which operators are added; the last one gives the outputs
     * @param theta n parameters
     * @param input name of the inputs, B × inputs
     * @return name of the outputs, B × outputs
     */
    String export(LayerGraph graph, double[] theta, String input);
}
