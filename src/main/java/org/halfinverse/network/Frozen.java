package org.halfinverse.network;

import java.util.List;

/**
 * A layer whose parameters do not train: it computes what it always does, and the Jacobian has no columns for it.
 *
 * @param layer with parameters that stay as they are
 */
record Frozen(AffineLayer layer) implements Layer {
    @Override
    public int inputs() {
        return layer.inputs();
    }

    @Override
    public int outputs() {
        return layer.outputs();
    }

    @Override
    public List<AffineLayer> affineLayers() {
        return List.of();
    }

    @Override
    public double[] outputs(double[] theta, int samples, double[] inputs) {
        return layer.outputs(theta, samples, inputs);
    }

    @Override
    public LayerPass forward(double[] theta, int samples, double[] inputs) {
        LayerPass pass = layer.forward(theta, samples, inputs);
        return new ParameterFreePass(
                pass.outputs(),
                (cotangents, perSample) ->
                        pass.reverse(cotangents, perSample).inputs().get(),
                tangents -> pass.tangent(tangents, new double[theta.length]));
    }

    @Override
    public String export(LayerGraph graph, double[] theta, String input) {
        return layer.export(graph, theta, input);
    }
}
