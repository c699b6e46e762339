package org.halfinverse.jacobian;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.network.Activation;
import org.halfinverse.network.LayerList;
import org.halfinverse.network.Network;
import org.halfinverse.physics.GivenParameters;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.Samples;

/**
 * Networks of every layer before a simulator that bends.
 *
 * @param name for messages
 * @param layers as they are listed
 * @param network of these, with any widths
 */
public record LayerCases(String name, List<Parameters.NamedBlock> layers, Network network) {
    public static final int OUTPUTS = 3;

    /** Each layer by itself, next to a dense one where it has no parameters, and three composed networks. */
    public static List<LayerCases> all() {
        return List.of(
                of("dense", 4, 3, dense(3)),
                of("conv1d zero", 6, 12, conv("conv1d", 2, 3, 1, "zero")),
                of("conv1d periodic", 6, 12, conv("conv1d", 2, 5, 1, "periodic")),
                of("conv1d stride 2, even kernel", 7, 8, conv("conv1d", 2, 4, 2, "zero")),
                of("conv1d, kernel longer than the field", 3, 6, conv("conv1d", 2, 7, 1, "periodic")),
                of(
                        "conv1d, channels in and out",
                        12,
                        9,
                        field("", 4, "channels-first"),
                        conv("conv1d", 3, 3, 1, "zero")),
                of("conv2d zero", 9, 18, conv("conv2d", 2, 3, 1, "zero")),
                of("conv2d periodic stride 2", 16, 8, conv("conv2d", 2, 3, 2, "periodic")),
                of(
                        "conv2d, a rectangle with channels",
                        24,
                        24,
                        field("3x4", 2, "channels-first"),
                        conv("conv2d", 2, 3, 1, "periodic")),
                of("residual", 4, 4, residual(dense(5), dense(4))),
                of("residual first", 6, 6, residual(conv("conv1d", 1, 3, 1, "periodic")), dense(6)),
                of("scale", 4, 3, dense(3), block("scale", Map.of("factor", -2.5))),
                of("fourier-features random", 2, 3, block("fourier-features", Map.of("count", 4)), dense(3)),
                of(
                        "fourier-features integer",
                        2,
                        3,
                        dense(2),
                        block("fourier-features", Map.of("count", 2, "kind", "integer", "scale", 0.1)),
                        dense(3)),
                of(
                        "composed in one dimension",
                        16,
                        24,
                        field("8", 2, "channels-first"),
                        conv("conv1d", 3, 3, 1, "periodic"),
                        residual(conv("conv1d", 3, 3, 1, "periodic"), conv("conv1d", 3, 3, 1, "periodic")),
                        conv("conv1d", 3, 5, 1, "zero"),
                        block("flatten", Map.of("order", "channels-first")),
                        block("scale", Map.of("factor", 0.5))),
                of(
                        "composed in two dimensions",
                        16,
                        6,
                        conv("conv2d", 3, 3, 2, "zero"),
                        residual(conv("conv2d", 3, 3, 1, "periodic")),
                        dense(5),
                        dense(6)),
                of(
                        "composed of waves",
                        3,
                        5,
                        block("fourier-features", Map.of("count", 8)),
                        residual(dense(16)),
                        dense(16),
                        conv("conv1d", 2, 3, 2, "periodic"),
                        dense(5)));
    }

    /** The model with {@code y_k = sin(Σ_j c_kj u_j + x)}. */
    public PhysicsModel model() {
        return new PhysicsModel(network, new Bent(network.outputSize()), SquaredError.FULL);
    }

    /** Weights and biases of size one half. */
    public double[] theta() {
        return CounterRandom.of(3, Stream.PARAMETERS, 0)
                .doubles(network.parameterCount(), -0.5, 0.5)
                .toArray();
    }

    /** Random samples. */
    public Samples samples(int count) {
        CounterRandom random = CounterRandom.of(4, Stream.TRAINING_SAMPLES, 0);
        return new Samples(
                LongStream.range(0, count).toArray(),
                random.doubles((long) count * network.inputSize(), -1, 1).toArray(),
                random.doubles(count, -1, 1).toArray(),
                random.doubles((long) count * OUTPUTS, -1, 1).toArray());
    }

    @Override
    public String toString() {
        return name;
    }

    static LayerCases of(String name, int inputs, int outputs, Parameters.NamedBlock... blocks) {
        List<Parameters.NamedBlock> layers = List.of(blocks);
        return new LayerCases(name, layers, LayerList.read(layers).network(inputs, outputs, Activation.TANH));
    }

    static Parameters.NamedBlock block(String type, Map<String, Object> values) {
        return new Parameters.NamedBlock(type, new GivenParameters(values));
    }

    static Parameters.NamedBlock dense(int units) {
        return block("dense", Map.of("units", units));
    }

    static Parameters.NamedBlock conv(String type, int channels, int kernel, int stride, String padding) {
        return block(type, Map.of("channels", channels, "kernel", kernel, "stride", stride, "padding", padding));
    }

    static Parameters.NamedBlock field(String lengths, int channels, String order) {
        return block("field", Map.of("lengths", lengths, "channels", channels, "order", order));
    }

    static Parameters.NamedBlock residual(Parameters.NamedBlock... inner) {
        return new Parameters.NamedBlock("residual", new GivenParameters(Map.of(), List.of(inner)));
    }

    private static final class Bent extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        private final int controls;

        Bent(int controls) {
            super(1, controls, OUTPUTS);
            this.controls = controls;
        }

        private double phase(double[] x, double[] u, int k) {
            double phase = x[0];
            for (int j = 0; j < controls; j++) {
                phase += coefficient(k, j) * u[j];
            }
            return phase;
        }

        private static double coefficient(int k, int j) {
            return Math.cos(1 + 2 * k + 3 * j);
        }

        @Override
        protected void simulate(double[] x, double[] u, double[] y) {
            for (int k = 0; k < OUTPUTS; k++) {
                y[k] = Math.sin(phase(x, u, k));
            }
        }

        @Override
        protected void jacobian(double[] x, double[] u, double[] jacobian) {
            for (int k = 0; k < OUTPUTS; k++) {
                for (int j = 0; j < controls; j++) {
                    jacobian[k * controls + j] = Math.cos(phase(x, u, k)) * coefficient(k, j);
                }
            }
        }
    }
}
