package org.halfinverse.network;

import java.util.List;

/**
 * What a forward pass over a block of B samples leaves for the reverse and tangent passes.
 *
 * @param samples B
 * @param layerInputs for each layer l its input {@code a_{l−1}}, B × inputs_l, sample-major
 * @param slopes for each layer l the derivatives {@code act'(z_l)}, B × outputs_l
 * @param outputs of the last layer, B × outputs
 */
public record ForwardPass(int samples, List<double[]> layerInputs, List<double[]> slopes, double[] outputs) {
    /**
     * Keeps the arrays, copies the lists.
     *
     * @param samples B
     * @param layerInputs for each layer l its input {@code a_{l−1}}, B × inputs_l, sample-major
     * @param slopes for each layer l the derivatives {@code act'(z_l)}, B × outputs_l
     * @param outputs of the last layer, B × outputs
     */
    public ForwardPass {
        layerInputs = List.copyOf(layerInputs);
        slopes = List.copyOf(slopes);
    }
}
