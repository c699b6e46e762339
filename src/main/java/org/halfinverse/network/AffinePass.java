package org.halfinverse.network;

import java.util.List;

/**
 * The forward pass of a layer with parameters.
 *
 * @param layer that was passed
 * @param theta n parameters
 * @param samples B
 * @param inputs a, B × inputs
 * @param slopes {@code act'(z)}, B × outputs
 * @param outputs {@code act(z)}, B × outputs
 */
public record AffinePass(
        AffineLayer layer, double[] theta, int samples, double[] inputs, double[] slopes, double[] outputs)
        implements LayerPass {
    @Override
    public List<AffinePass> affinePasses() {
        return List.of(this);
    }

    @Override
    public Cotangents reverse(double[] cotangents, int perSample) {
        multiplyBySlopes(cotangents, perSample);
        return new Cotangents(List.of(cotangents), () -> layer.inputCotangents(theta, samples * perSample, cotangents));
    }

    @Override
    public double[] tangent(double[] tangents, double[] direction) {
        double[] z = new double[samples * layer.outputs()];
        layer.preActivations(1, samples, inputs, 0, direction, layer.weightOffset(), z);
        layer.addInputTangents(theta, samples, tangents, z);
        multiplyBySlopes(z, 1);
        return z;
    }

    private void multiplyBySlopes(double[] values, int rowsPerSample) {
        int width = layer.outputs();
        for (int i = 0; i < samples; i++) {
            for (int row = i * rowsPerSample; row < (i + 1) * rowsPerSample; row++) {
                for (int j = 0; j < width; j++) {
                    values[row * width + j] *= slopes[i * width + j];
                }
            }
        }
    }
}
