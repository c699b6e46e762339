package org.halfinverse.network;

import java.util.List;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.physics.Parameters;

/**
 * A fixed scale: {@code a' = factor · a}.
 *
 * @param inputs width of a
 * @param factor finite, not 0
 */
public record Scale(int inputs, double factor) implements Layer {
    /** Checks the factor. {@inheritDoc} */
    public Scale {
        if (!Double.isFinite(factor) || factor == 0) {
            throw new IllegalArgumentException("the factor of a scale must be finite and not 0, but is " + factor);
        }
    }

    @Override
    public int outputs() {
        return inputs;
    }

    @Override
    public List<AffineLayer> affineLayers() {
        return List.of();
    }

    @Override
    public double[] outputs(double[] theta, int samples, double[] a) {
        return Vectors.scaled(factor, a);
    }

    @Override
    public LayerPass forward(double[] theta, int samples, double[] a) {
        return new ParameterFreePass(
                Vectors.scaled(factor, a),
                (cotangents, perSample) -> Vectors.scaled(factor, cotangents),
                tangents -> Vectors.scaled(factor, tangents));
    }

    @Override
    public String export(LayerGraph graph, double[] theta, String input) {
        return graph.node("Mul", input, graph.scalar(factor));
    }

    /** {@code scale { factor }}. */
    public static final class Factory implements LayerFactory {
        /** The factory. */
        public Factory() {}

        @Override
        public String type() {
            return "scale";
        }

        @Override
        public LayerSpec read(Parameters settings) {
            double factor = settings.real("factor", 1);
            return LayerSpec.withoutParameters(
                    place -> new LayerSpec.Placed(new Scale(place.field().size(), factor), place.field()));
        }
    }
}
