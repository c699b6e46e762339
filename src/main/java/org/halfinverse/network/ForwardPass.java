package org.halfinverse.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What a forward pass over a block of B samples leaves for the reverse and tangent passes. */
public final class ForwardPass implements Serializable {
    private final int samples;
    private final int inputs;
    private final LayerPass pass;
    private final List<AffinePass> affine;

    ForwardPass(int samples, int inputs, LayerPass pass) {
        this.samples = samples;
        this.inputs = inputs;
        this.pass = pass;
        this.affine = pass.affinePasses();
    }

    /** {@return B} */
    public int samples() {
        return samples;
    }

    /** {@return the outputs of the network, B × outputs; not a copy} */
    public double[] outputs() {
        return pass.outputs();
    }

    /** {@return for each layer with parameters its input a, B × inputs; no copies} */
    public List<double[]> layerInputs() {
        List<double[]> all = new ArrayList<>(affine.size());
        for (AffinePass layer : affine) {
            all.add(layer.inputs());
        }
        return all;
    }

    /** {@return for each layer with parameters its output, B × outputs; no copies} */
    public List<double[]> layerOutputs() {
        return affine.stream().map(AffinePass::outputs).toList();
    }

    /**
     * The reverse pass with several cotangents a sample at once.
     *
     * @param cotangents c ū-vectors a sample, (B·c) × outputs, rows sample-major
     * @param cotangentsPerSample c
     * @return for each layer with parameters the cotangents {@code D} of its pre-activations, (B·c) × outputs
     */
    public List<double[]> reverse(double[] cotangents, int cotangentsPerSample) {
        return pass.reverse(cotangents.clone(), cotangentsPerSample).deltas();
    }

    /**
     * The forward-tangent pass: the directional derivative of the outputs along a change of the parameters.
     *
     * @param direction θ̇, n entries
     * @return {@code (∂u/∂θ) θ̇}, B × outputs
     */
    public double[] tangent(double[] direction) {
        return pass.tangent(new double[samples * inputs], direction);
    }
}
