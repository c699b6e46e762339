package org.halfinverse.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.onnxruntime.OrtException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.halfinverse.jacobian.LayerCases;
import org.halfinverse.network.Network;
import org.halfinverse.network.Standardization;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime computes what every layer does, and composed networks. */
@Tag("platform")
class OnnxLayersTest {
    private static final int SAMPLES = 7;

    static List<LayerCases> cases() {
        return LayerCases.all();
    }

    /** Outputs are of order 1 to 10; sums of some hundred products in another order. */
    @ParameterizedTest
    @MethodSource("cases")
    void onnxRuntimeGivesTheSameOutputs(LayerCases layers) throws IOException, OrtException {
        assertSame(layers.network(), layers.theta(), layers.samples(SAMPLES).inputs());
        int width = layers.network().inputSize();
        double[] means = IntStream.range(0, width).mapToDouble(j -> 0.1 * j).toArray();
        double[] scales = IntStream.range(0, width).mapToDouble(j -> 0.5 + j).toArray();
        assertSame(
                layers.network().standardizing(new Standardization(means, scales)),
                layers.theta(),
                layers.samples(SAMPLES).inputs());
    }

    private static void assertSame(Network network, double[] theta, double[] inputs) throws IOException, OrtException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new OnnxNetwork(network, theta, new OnnxLabels("a run", "toy", "1.2.3")).writeTo(bytes);
        try (OnnxRuntime runtime = new OnnxRuntime(bytes.toByteArray())) {
            assertArrayEquals(network.outputs(theta, SAMPLES, inputs), runtime.outputs(SAMPLES, inputs), 1e-12);
        }
    }
}
