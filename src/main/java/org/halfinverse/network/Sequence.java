package org.halfinverse.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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
                                + " inputs, but the layer before it puts out "
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
    public Sequence freezing(Predicate<AffineLayer> frozen) {
        return new Sequence(layers.stream().map(layer -> layer.freezing(frozen)).toList());
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
        return Pass.of(passes);
    }

    @Override
    public String export(LayerGraph graph, double[] theta, String input) {
        String a = input;
        for (Layer layer : layers) {
            a = layer.export(graph, theta, a);
        }
        return a;
    }

    /** The passes of all layers, and those among them and within them that have parameters. */
    record Pass(List<LayerPass> passes, List<AffinePass> affinePasses) implements LayerPass {
        static Pass of(List<LayerPass> passes) {
            List<AffinePass> affine = new ArrayList<>(passes.size()); // in a loop: a small block passes in microseconds
            for (LayerPass pass : passes) {
                affine.addAll(pass.affinePasses());
            }
            return new Pass(passes, affine);
        }

        @Override
        public double[] outputs() {
            return passes.get(passes.size() - 1).outputs();
        }

        @Override
        public Cotangents reverse(double[] cotangents, int perSample) {
            int first = 0; // the first layer that itself or before which has parameters needs cotangents of its output
            while (first < passes.size() && passes.get(first).affinePasses().isEmpty()) {
                first++;
            }
            List<List<double[]>> backwards = new ArrayList<>(passes.size());
            Supplier<double[]> below = () -> cotangents;
            for (int l = passes.size() - 1; l >= first; l--) {
                Cotangents reversed = passes.get(l).reverse(below.get(), perSample);
                backwards.add(reversed.deltas());
                below = reversed.inputs();
            }
            for (int l = first - 1; l >= 0; l--) {
                LayerPass pass = passes.get(l);
                Supplier<double[]> above = below;
                below = () -> pass.reverse(above.get(), perSample).inputs().get();
            }
            List<double[]> deltas = new ArrayList<>(affinePasses.size());
            for (int l = backwards.size() - 1; l >= 0; l--) {
                deltas.addAll(backwards.get(l));
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
