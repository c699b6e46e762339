package org.halfinverse.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A network {@code u = f(s; θ)}: layers one behind the other.
 *
 * <p>The parameters are one flat vector in Keras order: of each layer that has parameters the weights, row-major with the
 * outputs last, and behind them the biases, {@code W_0}, {@code b_0}, {@code W_1}, {@code b_1}, … All passes work on blocks
 * of B samples, sample-major: row i of a B × w matrix belongs to sample i. Each sample's numbers depend on that sample
 * alone up to the rounding of the matrix product. A network may have a {@link Standardization} of its inputs, which belongs
 * to it as its layers do: the first layer's input is the standardised s.
 */
public final class Network implements Serializable {
    /** Of a layer: networks are evaluated for up to 256 samples at a time. */
    private static final int MOST_OUTPUTS = Integer.MAX_VALUE / 256;

    private final Sequence sequence;
    private final Activation activation;
    private final List<AffineLayer> affine;
    private final List<Integer> trainable;
    private final int parameters;
    private final @Nullable Standardization standardization;

    /**
     * A network of given layers that takes its inputs as they are.
     *
     * @param layers one behind the other, whose parameters make up θ without gaps
     * @param activation of hidden layers for which nothing else is said
     * @throws IllegalArgumentException if the layers do not fit together
     */
    public Network(List<Layer> layers, Activation activation) {
        this(new Sequence(layers), activation);
    }

    private Network(Sequence sequence, Activation activation) {
        this(sequence, activation, numbers(sequence.affineLayers()), end(sequence.affineLayers()), null);
    }

    private Network(
            Sequence sequence,
            Activation activation,
            List<Integer> trainable,
            int parameters,
            @Nullable Standardization standardization) {
        this.sequence = sequence;
        this.activation = activation;
        this.affine = sequence.affineLayers();
        this.trainable = trainable;
        this.parameters = parameters;
        this.standardization = standardization;
    }

    /** 0, 1, … */
    private static List<Integer> numbers(List<AffineLayer> layers) {
        return IntStream.range(0, layers.size()).boxed().toList();
    }

    /** The number of parameters of layers that follow one another without gaps. */
    private static int end(List<AffineLayer> layers) {
        int offset = 0;
        for (AffineLayer layer : layers) {
            if (layer.weightOffset() != offset) {
                throw new IllegalArgumentException("the parameters of a layer start at " + layer.weightOffset()
                        + ", but " + offset + " parameters stand before it");
            }
            offset = layer.end();
        }
        return offset;
    }

    /**
     * {@return a multilayer perceptron that takes its inputs as they are: dense layers, the last one linear}
     *
     * @param widths input width, hidden widths, output width; at least two, each at least 1
     * @param activation of the hidden layers
     * @throws IllegalArgumentException if a width is not positive, or there are more parameters than an array holds
     */
    public static Network dense(int[] widths, Activation activation) {
        if (widths.length < 2) {
            throw new IllegalArgumentException("a network needs an input and an output width, not " + widths.length);
        }
        List<Layer> chain = new ArrayList<>();
        long offset = 0;
        for (int l = 0; l + 1 < widths.length; l++) {
            if (widths[l] < 1 || widths[l + 1] < 1) {
                throw new IllegalArgumentException("layer widths must be positive: " + Arrays.toString(widths));
            }
            if (widths[l + 1] > MOST_OUTPUTS) {
                throw new IllegalArgumentException("widths " + Arrays.toString(widths) + " have a layer of more than "
                        + MOST_OUTPUTS + " outputs: those of 256 samples do not fit one array");
            }
            boolean last = l + 2 == widths.length;
            chain.add(new Dense(
                    widths[l], widths[l + 1], last ? Activation.LINEAR : activation, Math.toIntExact(offset)));
            offset += ((long) widths[l] + 1) * widths[l + 1];
            if (offset > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(
                        "widths " + Arrays.toString(widths) + " give more parameters than one array holds");
            }
        }
        return new Network(chain, activation);
    }

    /** {@return the layers in order, unmodifiable} */
    public List<Layer> layers() {
        return sequence.layers();
    }

    /** {@return the layers that have parameters, also those within others, in the order of θ; unmodifiable} */
    public List<AffineLayer> affineLayers() {
        return affine;
    }

    /** {@return the activation of the hidden layers} */
    public Activation activation() {
        return activation;
    }

    /** {@return number n of parameters, the length of θ} */
    public int parameterCount() {
        return parameters;
    }

    /**
     * {@return the same network with the same parameters, of which some layers train}
     *
     * @param layers numbers of layers with parameters, the l of {@code W<l>}
     * @throws IllegalArgumentException if there is none of that number, or none trains
     */
    public Network training(List<Integer> layers) {
        List<Integer> sorted = layers.stream().distinct().sorted().toList();
        for (int layer : sorted) {
            if (layer < 0 || layer >= affine.size()) {
                throw new IllegalArgumentException("layer " + layer + " is none of the " + affine.size()
                        + " layers with parameters, 0 to " + (affine.size() - 1));
            }
        }
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("at least one layer has to train");
        }
        return new Network(sequence, activation, sorted, parameters, standardization);
    }

    /** {@return the numbers of all layers with parameters, 0, 1, …} */
    public List<Integer> allLayers() {
        return numbers(affine);
    }

    /**
     * {@return the network that is differentiated by what trains, of the same parameters and outputs: the other layers
     * are frozen, so that {@link #affineLayers} does not have them}
     *
     * @throws IllegalArgumentException if a layer cannot freeze those in it
     */
    public Network trained() {
        if (trainable.size() == affine.size()) {
            return this;
        }
        List<AffineLayer> left = trainable.stream().map(affine::get).toList();
        Sequence frozen = sequence.freezing(layer -> !left.contains(layer));
        if (!frozen.affineLayers().equals(left)) {
            throw new IllegalArgumentException("a layer does not freeze the layers in it");
        }
        return new Network(frozen, activation, numbers(left), parameters, standardization);
    }

    /** {@return width of the input s} */
    public int inputSize() {
        return sequence.inputs();
    }

    /** {@return width q of the output u} */
    public int outputSize() {
        return sequence.outputs();
    }

    /**
     * The same network with another width of its last layer, which is known to make sense where that is dense and linear.
     *
     * @param outputSize its width
     * @return a network of as many layers; empty if the last layer is of another kind
     */
    public Optional<Network> withOutputSize(int outputSize) {
        List<Layer> changed = new ArrayList<>(layers());
        if (!(changed.remove(changed.size() - 1) instanceof Dense last) || last.activation() != Activation.LINEAR) {
            return Optional.empty();
        }
        Dense other = new Dense(last.inputs(), outputSize, Activation.LINEAR, last.weightOffset());
        changed.add(other);
        return Optional.of(new Network(new Sequence(changed), activation, trainable, other.end(), standardization));
    }

    /**
     * {@return the same network, with the same parameters, behind a standardisation of its inputs}
     *
     * @param inputs the map, as wide as s
     * @throws IllegalArgumentException if it is of another width
     */
    public Network standardizing(Standardization inputs) {
        if (inputs.width() != inputSize()) {
            throw new IllegalArgumentException(
                    "the standardisation has " + inputs.width() + " columns, the network " + inputSize() + " inputs");
        }
        return new Network(sequence, activation, trainable, parameters, inputs);
    }

    /** {@return what is done to inputs before the first layer, or empty if nothing is} */
    public Optional<Standardization> standardization() {
        return Optional.ofNullable(standardization);
    }

    /**
     * {@return what a parameter is called, for instance {@code W0[3,1]} or {@code b2[0]}}
     *
     * @param index in θ
     */
    public String parameterName(int index) {
        for (int l = 0; l < affine.size(); l++) {
            AffineLayer layer = affine.get(l);
            if (index < layer.biasOffset()) {
                return "W" + l
                        + Arrays.toString(place(index - layer.weightOffset(), layer.weightShape()))
                                .replace(" ", "");
            }
            if (index < layer.end()) {
                return "b" + l + "[" + (index - layer.biasOffset()) + "]";
            }
        }
        throw new IndexOutOfBoundsException(index + " is not below the " + parameterCount() + " parameters");
    }

    private static int[] place(int entry, int[] shape) {
        int[] place = new int[shape.length];
        int rest = entry;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return place;
    }

    /**
     * {@return drawn initial parameters θ, n entries}
     *
     * @param initialization law of the weights; biases are 0
     * @param random source, read in the order of θ
     */
    public double[] initialParameters(Initialization initialization, RandomGenerator random) {
        double[] theta = new double[parameterCount()];
        for (AffineLayer layer : affine) {
            for (int i = layer.weightOffset(); i < layer.biasOffset(); i++) {
                theta[i] = initialization.draw(random, layer.fanIn(), layer.fanOut());
            }
        }
        return theta;
    }

    /**
     * {@return the outputs u for a block of samples, B × outputSize}
     *
     * @param theta n parameters
     * @param samples B
     * @param inputs B × inputSize
     */
    public double[] outputs(double[] theta, int samples, double[] inputs) {
        return sequence.outputs(theta, samples, standardized(inputs));
    }

    /**
     * {@return the forward pass with all that derivatives need, from where reverse and tangent passes start}
     *
     * @param theta n parameters
     * @param samples B
     * @param inputs B × inputSize; kept, not copied
     */
    public ForwardPass forward(double[] theta, int samples, double[] inputs) {
        return new ForwardPass(samples, inputSize(), sequence.forward(theta, samples, standardized(inputs)));
    }

    /**
     * Adds the layers to an ONNX graph, without the standardisation.
     *
     * @param graph to which operators are added; the last one gives the outputs
     * @param theta n parameters
     * @param input name of the standardised inputs
     * @return name of the outputs
     */
    public String export(LayerGraph graph, double[] theta, String input) {
        return sequence.export(graph, theta, input);
    }

    private double[] standardized(double[] inputs) {
        return standardization == null ? inputs : standardization.apply(inputs);
    }
}
