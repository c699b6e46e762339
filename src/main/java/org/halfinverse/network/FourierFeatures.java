package org.halfinverse.network;

import java.util.Arrays;
import java.util.List;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.physics.Parameters;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;

/**
 * Waves of the inputs with fixed frequencies: {@code a' = (sin(2π B a), cos(2π B a))} (Tancik et al., NeurIPS 2020), with B of
 * shape F × inputs.
 */
public final class FourierFeatures implements Layer {
    private final int inputs;
    private final int frequencies;
    private final double[] angular;

    /** Waves with given frequencies.
     *
     * @param inputs width of a
     * @param frequencies B, F × inputs row-major; copied
     */
    public FourierFeatures(int inputs, double[] frequencies) {
        if (inputs < 1 || frequencies.length == 0 || frequencies.length % inputs != 0) {
            throw new IllegalArgumentException("each frequency needs a number for each input, but " + frequencies.length
                    + " numbers are given for " + inputs + " inputs");
        }
        this.inputs = inputs;
        this.frequencies = frequencies.length / inputs;
        this.angular = Arrays.stream(frequencies).map(f -> 2 * Math.PI * f).toArray();
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public int outputs() {
        return 2 * frequencies;
    }

    @Override
    public List<AffineLayer> affineLayers() {
        return List.of();
    }

    @Override
    public double[] outputs(double[] theta, int samples, double[] a) {
        return waves(phases(samples, a));
    }

    private double[] phases(int samples, double[] a) {
        double[] phases = new double[samples * frequencies];
        Gemm.multiplyTransposedB(samples, frequencies, inputs, a, 0, angular, 0, 0, phases);
        return phases;
    }

    private double[] waves(double[] phases) {
        double[] waves = new double[2 * phases.length];
        for (int i = 0; i < phases.length; i++) {
            int sine = i / frequencies * 2 * frequencies + i % frequencies;
            waves[sine] = StrictMath.sin(phases[i]);
            waves[sine + frequencies] = StrictMath.cos(phases[i]);
        }
        return waves;
    }

    @Override
    public LayerPass forward(double[] theta, int samples, double[] a) {
        double[] waves = waves(phases(samples, a));
        return new ParameterFreePass(
                waves,
                (cotangents, perSample) -> transposed(waves, samples, cotangents, perSample),
                tangents -> derivative(waves, samples, tangents));
    }

    private double[] transposed(double[] waves, int samples, double[] cotangents, int perSample) {
        double[] phases = new double[samples * perSample * frequencies];
        for (int i = 0; i < phases.length; i++) {
            int row = i / frequencies;
            int sine = row * 2 * frequencies + i % frequencies;
            int wave = row / perSample * 2 * frequencies + i % frequencies;
            phases[i] = cotangents[sine] * waves[wave + frequencies] - cotangents[sine + frequencies] * waves[wave];
        }
        double[] result = new double[samples * perSample * inputs];
        Gemm.multiply(samples * perSample, inputs, frequencies, phases, 0, angular, 0, 0, result, 0);
        return result;
    }

    private double[] derivative(double[] waves, int samples, double[] tangents) {
        double[] phases = phases(samples, tangents);
        double[] result = new double[waves.length];
        for (int i = 0; i < phases.length; i++) {
            int sine = i / frequencies * 2 * frequencies + i % frequencies;
            result[sine] = waves[sine + frequencies] * phases[i];
            result[sine + frequencies] = -waves[sine] * phases[i];
        }
        return result;
    }

    /** The cosine as a sine: ONNX Runtime has {@code Cos} in single precision alone. */
    @Override
    public String export(LayerGraph graph, double[] theta, String input) {
        double[] transposed = new double[angular.length];
        for (int i = 0; i < angular.length; i++) {
            transposed[i % inputs * frequencies + i / inputs] = angular[i];
        }
        String phases = graph.node("MatMul", input, graph.constant(transposed, inputs, frequencies));
        String shifted = graph.node("Add", phases, graph.scalar(Math.PI / 2));
        return graph.along(1, "Concat", graph.node("Sin", phases), graph.node("Sin", shifted));
    }

    /** {@code fourier-features { kind, count, scale, seed }}. */
    public static final class Factory implements LayerFactory {
        /** The factory. */
        public Factory() {}

        @Override
        public String type() {
            return "fourier-features";
        }

        @Override
        public LayerSpec read(Parameters settings) {
            String kind = settings.text("kind", "random");
            int count = settings.positiveInteger("count", 16);
            double scale = settings.positiveReal("scale", 1);
            int seed = settings.positiveInteger("seed", 1);
            if (!kind.equals("random") && !kind.equals("integer")) {
                throw new IllegalArgumentException("frequencies are random or integer, not " + kind);
            }
            return LayerSpec.withoutParameters(place -> {
                int inputs = place.field().size();
                double[] frequencies =
                        kind.equals("random") ? random(seed, count, inputs, scale) : integer(count, inputs, scale);
                FourierFeatures layer = new FourierFeatures(inputs, frequencies);
                return new LayerSpec.Placed(layer, Field.flat(layer.outputs()));
            });
        }

        private static double[] random(int seed, int count, int inputs, double scale) {
            CounterRandom random = CounterRandom.of(seed, Stream.FREQUENCIES, 0);
            double[] frequencies = new double[count * inputs];
            Arrays.setAll(frequencies, i -> scale * random.nextGaussian());
            return frequencies;
        }

        /** 1 … count times the scale for each input by itself. */
        private static double[] integer(int count, int inputs, double scale) {
            double[] frequencies = new double[count * inputs * inputs];
            for (int j = 0; j < inputs; j++) {
                for (int k = 0; k < count; k++) {
                    frequencies[(j * count + k) * inputs + j] = scale * (k + 1);
                }
            }
            return frequencies;
        }
    }
}
