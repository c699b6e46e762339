package org.halfinverse.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.halfinverse.network.Activation;
import org.halfinverse.network.LayerGraph;

/**
 * A graph of ONNX operators on float64 tensors, from one matrix to another, built node after node.
 *
 * <p>Values are known by name. Names are made of letters, digits and underscores, as the format wants them.
 */
final class OnnxGraph implements LayerGraph {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");
    private final Map<Double, String> scalars = new HashMap<>();
    private int constants;
    private int parameters;

    /**
     * A graph without nodes.
     *
     * @param input name of its input
     * @param width the input's columns; its rows are as many as there are samples
     */
    OnnxGraph(String input, int width) {
        graph.addInput(matrix(input, width));
    }

    @Override
    public String tensor(String name, double[] numbers, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(numbers);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.DOUBLE.getNumber())
                .setRawData(UnsafeByteOperations.unsafeWrap(bytes));
        for (long length : shape) {
            tensor.addDims(length);
        }
        graph.addInitializer(tensor);
        return name;
    }

    @Override
    public String constant(double[] numbers, long... shape) {
        return tensor("tensor_" + constants++, numbers, shape);
    }

    @Override
    public String indices(long[] numbers, long... shape) {
        String name = "indices_" + constants++;
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT64.getNumber());
        for (long number : numbers) {
            tensor.addInt64Data(number);
        }
        for (long length : shape) {
            tensor.addDims(length);
        }
        graph.addInitializer(tensor);
        return name;
    }

    @Override
    public String activation(Activation activation, String z) {
        return ActivationNodes.add(this, activation, z);
    }

    @Override
    public int nextParameters() {
        return parameters++;
    }

    @Override
    public String scalar(double value) {
        return scalars.computeIfAbsent(value, v -> tensor("constant_" + scalars.size(), new double[] {v}));
    }

    @Override
    public String along(int axis, String operator, String... inputs) {
        String value = node(operator, inputs);
        graph.getNodeBuilder(graph.getNodeCount() - 1)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(axis));
        return value;
    }

    @Override
    public String node(String operator, String... inputs) {
        String name = operator + "_" + graph.getNodeCount();
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(name + "_value"));
        return name + "_value";
    }

    /**
     * Makes a value the output of the graph.
     *
     * @param value name of the output of the node that was added last
     * @param name under which it is the output of the graph
     * @param width its columns
     */
    void output(String value, String name, int width) {
        NodeProto.Builder last = graph.getNodeBuilder(graph.getNodeCount() - 1);
        if (!last.getOutput(0).equals(value)) {
            throw new IllegalArgumentException(value + " is not the output of the last node, " + last.getName());
        }
        last.setOutput(0, name);
        graph.addOutput(matrix(name, width));
    }

    /** The finished graph. */
    GraphProto build() {
        return graph.build();
    }

    private static ValueInfoProto matrix(String name, int width) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.DOUBLE.getNumber())
                                .setShape(shape)))
                .build();
    }
}
