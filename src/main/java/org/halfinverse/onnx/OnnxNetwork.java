package org.halfinverse.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import org.halfinverse.network.Dense;
import org.halfinverse.network.Network;
import org.halfinverse.network.Standardization;

/**
 * A trained network {@code u = f(s; θ)} as an ONNX model in double precision: {@code input} of shape (N, inputSize) to
 * {@code control} of shape (N, outputSize), for any number N of samples. A standardisation of the inputs is
 * part of it: what comes in are inputs as they are in the data. Initializers {@code W0}, {@code b0}, {@code W1}, … hold the
 * parameters, {@code W0} divided by the standardisation's scales.
 *
 * <p>The graph computes what {@link Network#outputs} does, up to the rounding of another order of sums and of another
 * library's elementary functions. It consists of operators that ONNX Runtime has in double precision on CPUs; what it
 * has in single precision alone is put together from those ({@link ActivationNodes}).
 */
public final class OnnxNetwork {
    /** Version of ONNX's operator set: that of ONNX 1.8, 2020. */
    public static final int OPSET = 13;

    /** Version of the format itself, the one that goes with that operator set. */
    public static final int IR_VERSION = 7;

    /** Name of the input s, shape (N, inputSize). */
    public static final String INPUT = "input";

    /** Name of the output u, shape (N, outputSize). */
    public static final String OUTPUT = "control";

    /** Of the 2 GiB that such a file may have, 8 MiB are left for everything but numbers. */
    private static final int MOST_PARAMETERS = (1 << 28) - (1 << 20);

    private final ModelProto model;

    /**
     * A network to be written.
     *
     * @param network its architecture
     * @param theta its parameters, n entries, copied
     * @param labels what the file says of itself
     * @throws IllegalArgumentException if θ has another length, or does not fit into a file
     */
    public OnnxNetwork(Network network, double[] theta, OnnxLabels labels) {
        if (theta.length != network.parameterCount()) {
            throw new IllegalArgumentException(
                    "theta has " + theta.length + " entries, the network " + network.parameterCount() + " parameters");
        }
        if (!fits(network)) {
            throw new IllegalArgumentException(
                    network.parameterCount() + " parameters do not fit into an ONNX file of 2 GiB");
        }
        model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setProducerName("hig-spark")
                .setProducerVersion(labels.version())
                .setDomain("org.halfinverse")
                .setModelVersion(1)
                .setDocString("Network of run " + labels.name() + ": from " + INPUT + " (N, " + network.inputSize()
                        + ") to " + OUTPUT + " (N, " + network.outputSize() + ") of problem " + labels.problem()
                        + ", float64")
                .addAllMetadataProps(properties(network, labels))
                .setGraph(graph(network, theta).build())
                .build();
    }

    /**
     * {@return whether a network fits into a file: protobuf messages end at 2 GiB, which is 267 million parameters}
     *
     * @param network any network
     */
    public static boolean fits(Network network) {
        return network.parameterCount() <= MOST_PARAMETERS;
    }

    /**
     * Writes the file. Equal networks and labels give equal bytes.
     *
     * @param output where to; not closed
     * @throws IOException if writing fails
     */
    public void writeTo(OutputStream output) throws IOException {
        model.writeTo(output);
    }

    private static OnnxGraph graph(Network network, double[] theta) {
        OnnxGraph graph = new OnnxGraph(INPUT, network.inputSize());
        double[] numbers = theta.clone();
        String a = network.standardization()
                .map(map -> standardized(graph, network, map, numbers))
                .orElse(INPUT);
        graph.output(network.export(graph, numbers, a), OUTPUT, network.outputSize());
        return graph;
    }

    /** Adds {@code s − μ}; a dense first layer divides by σ, others find it divided. */
    private static String standardized(OnnxGraph graph, Network network, Standardization map, double[] theta) {
        String centred = graph.node("Sub", INPUT, graph.tensor("input_means", map.means(), map.width()));
        if (network.layers().get(0) instanceof Dense first) {
            divideRows(theta, map.scales(), first.weights(), first.outputs());
            return centred;
        }
        return map.width() == 1
                ? graph.node("MatMul", centred, graph.tensor("input_scales", new double[] {1 / map.scales()[0]}, 1, 1))
                : graph.node("Div", centred, graph.tensor("input_scales", map.scales(), map.width()));
    }

    /**
     * Turns {@code W_0} into what stands for {@code ((s − μ) / σ) W_0} behind {@code s − μ}. A division of its own would
     * cost digits: one by a single number before a matrix product, ONNX Runtime makes a factor in single precision.
     */
    private static void divideRows(double[] theta, double[] scales, int weights, int columns) {
        for (int i = 0; i < weights; i++) {
            theta[i] /= scales[i / columns];
        }
    }

    private static Iterable<StringStringEntryProto> properties(Network network, OnnxLabels labels) {
        Map<String, String> properties = new TreeMap<>(Map.of(
                "name", labels.name(),
                "problem", labels.problem(),
                "activation", network.activation().label()));
        return properties.entrySet().stream()
                .map(entry -> StringStringEntryProto.newBuilder()
                        .setKey(entry.getKey())
                        .setValue(entry.getValue())
                        .build())
                .toList();
    }
}
