package org.halfinverse.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Layers one behind the other.
 *
 * @param layers at least one, each as wide as the one before puts out
 */
record Sequence(List<Layer> layers) implements Layer {
    /** Copies the list, and checks that the layers fit. */
    Sequence {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a network needs at least one layer");
        }
        for (int l = 1; l < layers.size(); l++) {
            if (layers.get(l).inputs() != layers.get(l - 1).outputs()) {
                throw new IllegalArgumentException(
                        "layer " + l + " takes " + layers.get(l).inputs()
                                + " inputs, where the layer before it puts out "
                                + layers.get(l - 1).outputs());
            }
        }
    }

    @Override
    public int inputs() {
        return layers.get(0).inputs();
    }

    @Override
    public int outputs() {
        return layers.get(layers.size() - 1).outputs();
    }

    @Override
    public List<AffineLayer> affineLayers() {
        return layers.stream().flatMap(layer -> layer.affineLayers().stream()).toList();
    }

    @Override
    public double[] outputs(double[] theta, int samples, double[] inputs) {
        double[] a = inputs;
        for (Layer layer : layers) {
            a = layer.outputs(theta, samples, a);
        }
        return a;
    }

    @Override
    public Pass forward(double[] theta, int samples, double[] inputs) {
        List<LayerPass> passes = new ArrayList<>(layers.size());
        double[] a = inputs;
        for (Layer layer : layers) {
            LayerPass pass = layer.forward(theta, samples, a);
            passes.add(pass);
            a = pass.outputs();
        }
        return new Pass(passes);
    }

    @Override
    public String export(LayerGraph graph, double[] theta, String input) {
        String a = input;
        for (Layer layer : layers) {
            a = layer.export(graph, theta, a);
        }
        return a;
    }

    /** The passes of all layers. */
    record Pass(List<LayerPass> passes) implements LayerPass {
        @Override
        public double[] outputs() {
            return passes.get(passes.size() - 1).outputs();
        }

        @Override
        public List<AffinePass> affinePasses() {
            return passes.stream().flatMap(pass -> pass.affinePasses().stream()).toList();
        }

        @Override
        public Cotangents reverse(double[] cotangents, int perSample) {
            int first = 0; // the first layer that itself or before which has parameters needs cotangents of its output
            while (first < passes.size() && passes.get(first).affinePasses().isEmpty()) {
                first++;
            }
            List<double[]> deltas = new ArrayList<>();
            Supplier<double[]> below = () -> cotangents;
            for (int l = passes.size() - 1; l >= first; l--) {
                Cotangents reversed = passes.get(l).reverse(below.get(), perSample);
                deltas.addAll(0, reversed.deltas());
                below = reversed.inputs();
            }
            for (int l = first - 1; l >= 0; l--) {
                LayerPass pass = passes.get(l);
                Supplier<double[]> above = below;
                below = () -> pass.reverse(above.get(), perSample).inputs().get();
            }
            return new Cotangents(deltas, below);
        }

        @Override
        public double[] tangent(double[] tangents, double[] direction) {
            double[] tangent = tangents;
            for (LayerPass pass : passes) {
                tangent = pass.tangent(tangent, direction);
            }
            return tangent;
        }
    }
}
