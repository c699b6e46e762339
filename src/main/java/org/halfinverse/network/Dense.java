package org.halfinverse.network;

import java.util.Arrays;
import java.util.OptionalInt;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.physics.Parameters;

/**
 * A dense layer {@code a' = act(a W + b)}. Its rows of the Jacobian are outer products as they stand, {@code [a, 1] ⊗ D[k]}.
 *
 * @param inputs width of a
 * @param outputs width of a'
 * @param activation act
 * @param weightOffset index in θ of W, row-major with shape (inputs, outputs)
 */
public record Dense(int inputs, int outputs, Activation activation, int weightOffset) implements AffineLayer {
    /** Checks the widths. {@inheritDoc} */
    public Dense {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException("layer widths must be positive, not " + inputs + " and " + outputs);
        }
    }

    @Override
    public int biases() {
        return outputs;
    }

    @Override
    public int[] weightShape() {
        return new int[] {inputs, outputs};
    }

    @Override
    public int fanIn() {
        return inputs;
    }

    @Override
    public int fanOut() {
        return outputs;
    }

    @Override
    public void preActivations(int count, int samples, double[] a, int from, double[] v, int at, double[] z) {
        int width = outputs * count;
        for (int i = 0; i < samples; i++) {
            System.arraycopy(v, (at + weights()) * count, z, i * width, width);
        }
        Gemm.multiply(samples, width, inputs, a, from * inputs, v, at * count, 1, z, 0);
    }

    @Override
    public void addWeightCotangents(int count, int samples, double[] a, int from, double[] z, double[] result, int at) {
        Gemm.multiplyTransposedA(inputs, outputs * count, samples, a, from * inputs, z, 0, 1, result, at * count);
    }

    @Override
    public double[] inputCotangents(double[] theta, int rows, double[] deltas) {
        double[] cotangents = new double[rows * inputs];
        Gemm.multiplyTransposedB(rows, inputs, outputs, deltas, 0, theta, weightOffset, 0, cotangents);
        return cotangents;
    }

    @Override
    public void addInputTangents(double[] theta, int samples, double[] tangents, double[] z) {
        Gemm.multiply(samples, outputs, inputs, tangents, 0, theta, weightOffset, 1, z, 0);
    }

    @Override
    public int outerInputs() {
        return inputs;
    }

    @Override
    public int outerOutputs() {
        return outputs;
    }

    @Override
    public OuterProducts outerProducts(int perSample, double[] a, double[] deltas, int from, int to) {
        return new OuterProducts(inputs, outputs, a, from * inputs, deltas, from * perSample * outputs);
    }

    @Override
    public String export(LayerGraph graph, double[] theta, String input) {
        int index = graph.nextParameters();
        String w = graph.tensor("W" + index, Arrays.copyOfRange(theta, weightOffset, biasOffset()), inputs, outputs);
        String b = graph.tensor("b" + index, Arrays.copyOfRange(theta, biasOffset(), end()), outputs);
        return graph.activation(activation, graph.node("Add", graph.node("MatMul", input, w), b));
    }

    /** {@code dense { units, activation }}; without units as many as the control has, for the last layer. */
    public static final class Factory implements LayerFactory {
        private static final String OUTPUT = "output";

        /** The factory. */
        public Factory() {}

        @Override
        public String type() {
            return "dense";
        }

        @Override
        public LayerSpec read(Parameters settings) {
            String units = settings.text("units", OUTPUT);
            String activation = settings.text("activation", LayerSpec.DEFAULT);
            return place -> {
                int outputs = units.equals(OUTPUT) ? lastWidth(place.width()) : number(units);
                int inputs = place.field().size();
                if (((long) inputs + 1) * outputs + place.offset() > Integer.MAX_VALUE - 8) {
                    throw new IllegalArgumentException(
                            inputs + " inputs and " + outputs + " units give more parameters than one array holds");
                }
                Dense layer = new Dense(inputs, outputs, place.activation(activation), place.offset());
                return new LayerSpec.Placed(layer, Field.flat(outputs));
            };
        }

        private static int lastWidth(OptionalInt width) {
            return width.orElseThrow(
                    () -> new IllegalArgumentException("a dense layer that is not the last one needs units"));
        }

        private static int number(String units) {
            try {
                return Integer.parseInt(units);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("the units of a dense layer are a whole number, not " + units, e);
            }
        }
    }
}
