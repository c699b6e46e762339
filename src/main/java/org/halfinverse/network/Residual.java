package org.halfinverse.network;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.physics.Parameters;

/**
 * Layers that are added to what comes in: {@code a' = a + f(a)} (He, Zhang, Ren, Sun, CVPR 2016).
 *
 * @param inner f, of as many outputs as inputs
 */
public record Residual(Layer inner) implements Layer {
    /** Checks the widths. {@inheritDoc} */
    public Residual {
        if (inner.inputs() != inner.outputs()) {
            throw new IllegalArgumentException("the layers of a residual take " + inner.inputs()
                    + " inputs, but put out " + inner.outputs() + " numbers; both must be the same");
        }
    }

    @Override
    public int inputs() {
        return inner.inputs();
    }

    @Override
    public int outputs() {
        return inner.outputs();
    }

    @Override
    public List<AffineLayer> affineLayers() {
        return inner.affineLayers();
    }

    @Override
    public Residual freezing(Predicate<AffineLayer> frozen) {
        return new Residual(inner.freezing(frozen));
    }

    @Override
    public double[] outputs(double[] theta, int samples, double[] inputs) {
        return sum(inputs, inner.outputs(theta, samples, inputs));
    }

    @Override
    public LayerPass forward(double[] theta, int samples, double[] inputs) {
        LayerPass pass = inner.forward(theta, samples, inputs);
        return new Pass(pass, sum(inputs, pass.outputs()));
    }

    @Override
    public String export(LayerGraph graph, double[] theta, String input) {
        return graph.node("Add", input, inner.export(graph, theta, input));
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        Vectors.addScaled(1, b, sum);
        return sum;
    }

    private record Pass(LayerPass inner, double[] outputs) implements LayerPass {
        @Override
        public List<AffinePass> affinePasses() {
            return inner.affinePasses();
        }

        @Override
        public Cotangents reverse(double[] cotangents, int perSample) {
            double[] past = cotangents.clone(); // the inner layers overwrite theirs
            Cotangents reversed = inner.reverse(cotangents, perSample);
            return new Cotangents(
                    reversed.deltas(), () -> sum(past, reversed.inputs().get()));
        }

        @Override
        public double[] tangent(double[] tangents, double[] direction) {
            return sum(tangents, inner.tangent(tangents, direction));
        }
    }

    /** {@code residual { layers = [ … ] }}. */
    public static final class Factory implements LayerFactory {
        /** The factory. */
        public Factory() {}

        @Override
        public String type() {
            return "residual";
        }

        @Override
        public LayerSpec read(Parameters settings) {
            LayerList list = LayerList.read(settings.namedBlocks("layers"));
            return place -> {
                List<Layer> layers = new ArrayList<>();
                Field field = place.field();
                OptionalInt width = OptionalInt.of(field.size());
                LayerSpec.Place first = new LayerSpec.Place(field, place.offset(), place.hidden(), width, false);
                for (LayerSpec.Placed placed : list.at(first)) {
                    layers.add(placed.layer());
                    field = placed.field();
                }
                return new LayerSpec.Placed(new Residual(new Sequence(layers)), field);
            };
        }
    }
}
