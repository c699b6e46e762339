package org.halfinverse.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Network;
import org.halfinverse.network.Standardization;
import org.halfinverse.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxNetworkTest {
    private static final OnnxLabels LABELS = new OnnxLabels("a run", "toy", "1.2.3");

    /**
     * Both add up the same products in another order: what is lost is some units of the last place of the largest number in
     * a sum, of inputs or of outputs. 1.4e-15 was the most that was seen with inputs up to 4.
     */
    private static final double TOLERANCE = 2e-14;

    /** Elementary functions of two libraries, some of them with vector instructions: 8e-16 was the most that was seen. */
    private static final double ACTIVATION_TOLERANCE = 2e-15;

    static Stream<Arguments> networks() {
        List<int[]> widths = List.of(
                new int[] {3, 2}, new int[] {1, 1, 1}, new int[] {2, 7, 2}, new int[] {5, 20, 20, 20, 4}, new int[] {
                    33, 64, 17
                });
        return Arrays.stream(Activation.values())
                .flatMap(activation -> widths.stream()
                        .flatMap(width -> Stream.of(1, 64).map(samples -> Arguments.of(activation, width, samples))));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void onnxRuntimeGivesTheSameOutputs(Activation activation, int[] widths, int samples)
            throws IOException, OrtException {
        for (double bound : new double[] {4, 1e6}) {
            Network network = Network.dense(widths, activation);
            double[] theta = numbers(1, network.parameterCount(), 1);
            double[] inputs = numbers(2, samples * network.inputSize(), bound);
            double[] outputs = network.outputs(theta, samples, inputs);
            try (OnnxRuntime runtime = new OnnxRuntime(file(network, theta))) {
                assertArrayEquals(
                        outputs,
                        runtime.outputs(samples, inputs),
                        TOLERANCE * Math.max(largest(inputs), largest(outputs)),
                        "inputs up to " + bound);
            }
        }
    }

    /** A single unit with weight 1, so that the function itself is compared, up to where squares overflow. */
    @ParameterizedTest
    @EnumSource
    void theActivationsAreRightForSmallAndLargeArguments(Activation activation) throws IOException, OrtException {
        Network network = Network.dense(new int[] {1, 1, 1}, activation);
        double[] theta = {1, 0, 1, 0};
        double[] sizes = Stream.concat(
                        Stream.iterate(0.0, z -> z <= 45, z -> z + 0.01),
                        Stream.of(1e-300, 1e-20, 1e-8, 1e-3, 700.0, 746.0, 1e3, 1e6, 1e15, 1e160, 1e300))
                .mapToDouble(Double::doubleValue)
                .toArray();
        double[] inputs = new double[2 * sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            inputs[2 * i] = sizes[i];
            inputs[2 * i + 1] = -sizes[i];
        }
        double[] outputs = network.outputs(theta, inputs.length, inputs);
        try (OnnxRuntime runtime = new OnnxRuntime(file(network, theta))) {
            double[] others = runtime.outputs(inputs.length, inputs);
            for (int i = 0; i < inputs.length; i++) {
                double tolerance = ACTIVATION_TOLERANCE * Math.max(1, Math.abs(outputs[i]));
                assertEquals(outputs[i], others[i], tolerance, activation + " of " + inputs[i]);
            }
        }
    }

    /** With a single input, too, where ONNX Runtime fuses what it takes for the scale of a matrix product. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void inputsAreStandardisedWhereTheNetworkDoesSo(int width) throws IOException, OrtException {
        double[] means = numbers(3, width, 100);
        double[] scales = Arrays.stream(numbers(4, width, 1)).map(Math::abs).toArray();
        Network network = Network.dense(new int[] {width, 7, 3}, Activation.TANH)
                .standardizing(new Standardization(means, scales));
        double[] theta = numbers(1, network.parameterCount(), 1);
        double[] inputs = numbers(2, 9 * width, 1);
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = means[i % width] + inputs[i] * scales[i % width];
        }
        try (OnnxRuntime runtime = new OnnxRuntime(file(network, theta))) {
            assertArrayEquals(network.outputs(theta, 9, inputs), runtime.outputs(9, inputs), TOLERANCE);
        }
    }

    @Test
    void theFileSaysWhatItIs() throws IOException, OrtException {
        Network network = Network.dense(new int[] {2, 7, 3}, Activation.TANH);
        byte[] file = file(network, numbers(1, network.parameterCount(), 1));
        ModelProto model = ModelProto.parseFrom(file);
        assertEquals(OnnxNetwork.OPSET, model.getOpsetImport(0).getVersion());
        assertEquals(OnnxNetwork.IR_VERSION, model.getIrVersion());
        assertEquals("hig-spark", model.getProducerName());
        assertEquals("1.2.3", model.getProducerVersion());
        assertEquals(
                "Network of run a run: from input (N, 2) to control (N, 3) of problem toy, float64",
                model.getDocString());
        try (OnnxRuntime runtime = new OnnxRuntime(file)) {
            OrtSession session = runtime.session();
            assertEquals("toy", runtime.property("problem"));
            assertEquals("tanh", runtime.property("activation"));
            assertMatrix(session.getInputInfo().get("input").getInfo(), 2);
            assertMatrix(session.getOutputInfo().get("control").getInfo(), 3);
        }
    }

    private static void assertMatrix(Object info, int width) {
        TensorInfo tensor = (TensorInfo) info;
        assertEquals(OnnxJavaType.DOUBLE, tensor.type);
        assertArrayEquals(new long[] {-1, width}, tensor.getShape(), "any number of samples");
        assertEquals("N", tensor.getDimensionNames()[0]);
    }

    @ParameterizedTest
    @EnumSource
    void namesAreThoseThatTheFormatAllowsAndStandForOneValueEach(Activation activation) throws IOException {
        Network network = Network.dense(new int[] {2, 3, 3, 1}, activation);
        ModelProto model = ModelProto.parseFrom(file(network, numbers(1, network.parameterCount(), 1)));
        List<String> values = Stream.of(
                        model.getGraph().getNodeList().stream().map(node -> node.getOutput(0)),
                        model.getGraph().getInitializerList().stream().map(tensor -> tensor.getName()),
                        Stream.of("input"))
                .flatMap(names -> names)
                .toList();
        assertEquals(values.size(), values.stream().distinct().count(), values.toString());
        Stream.concat(values.stream(), model.getGraph().getNodeList().stream().map(NodeProto::getName))
                .forEach(name -> assertTrue(name.matches("[A-Za-z_][A-Za-z0-9_]*"), name));
    }

    @Test
    void equalNetworksGiveEqualBytes() throws IOException {
        Network network = Network.dense(new int[] {2, 3, 3, 1}, Activation.GELU);
        double[] theta = numbers(1, network.parameterCount(), 1);
        assertArrayEquals(file(network, theta), file(network, theta.clone()));
    }

    @Test
    void parametersOfAnotherNetworkAreRefused() {
        Network network = Network.dense(new int[] {2, 3, 1}, Activation.TANH);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new OnnxNetwork(network, new double[12], LABELS));
        assertEquals("theta has 12 entries, the network 13 parameters", refused.getMessage());
    }

    @Test
    void networksThatFillTwoGibibytesDoNotFit() {
        assertTrue(OnnxNetwork.fits(Network.dense(new int[] {16_000, 16_000}, Activation.TANH)));
        assertFalse(OnnxNetwork.fits(Network.dense(new int[] {16_384, 16_384}, Activation.TANH)));
    }

    private static byte[] file(Network network, double[] theta) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new OnnxNetwork(network, theta, LABELS).writeTo(bytes);
        return bytes.toByteArray();
    }

    private static double[] numbers(long index, int count, double bound) {
        CounterRandom random = CounterRandom.of(5, org.halfinverse.random.Stream.PARAMETERS, index);
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = bound * (2 * random.nextDouble() - 1);
        }
        return numbers;
    }

    private static double largest(double[] numbers) {
        return Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
    }
}
