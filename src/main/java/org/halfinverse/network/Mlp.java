package org.halfinverse.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.halfinverse.linalg.Gemm;
import org.jspecify.annotations.Nullable;

/**
 * A multilayer perceptron {@code u = f(s; θ)}: dense layers {@code a_l = act(a_{l−1} W_l + b_l)}, the last one linear.
 *
 * <p>The parameters are one flat vector in Keras order: {@code W_0} row-major with shape (in, out), {@code b_0},
 * {@code W_1}, {@code b_1}, … All passes work on blocks of B samples, sample-major: row i of a B × w matrix belongs
 * to sample i. Each sample's numbers depend on that sample alone up to the rounding of the matrix product. A network may
 * have a {@link Standardization} of its inputs, which belongs to it as its widths do: {@code a_0} is the standardised s.
 */
public final class Mlp implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int[] widths;
    private final Activation activation;
    private final Layer[] layers;
    private final @Nullable Standardization standardization;

    /**
     * A network of given widths that takes its inputs as they are.
     *
     * @param widths input width, hidden widths, output width; at least two, each at least 1
     * @param activation of the hidden layers
     * @throws IllegalArgumentException if a width is not positive, or there are more parameters than an array holds
     */
    public Mlp(int[] widths, Activation activation) {
        this(widths, activation, null);
    }

    private Mlp(int[] widths, Activation activation, @Nullable Standardization standardization) {
        if (widths.length < 2) {
            throw new IllegalArgumentException("a network needs an input and an output width, not " + widths.length);
        }
        this.widths = widths.clone();
        this.activation = activation;
        this.standardization = standardization;
        List<Layer> chain = new ArrayList<>();
        long offset = 0;
        for (int l = 0; l + 1 < widths.length; l++) {
            if (widths[l] < 1 || widths[l + 1] < 1) {
                throw new IllegalArgumentException("layer widths must be positive: " + Arrays.toString(widths));
            }
            boolean last = l + 2 == widths.length;
            chain.add(new Layer(
                    widths[l], widths[l + 1], last ? Activation.LINEAR : activation, Math.toIntExact(offset)));
            offset += ((long) widths[l] + 1) * widths[l + 1];
            if (offset > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(
                        "widths " + Arrays.toString(widths) + " give more parameters than one array holds");
            }
        }
        layers = chain.toArray(new Layer[0]);
    }

    /**
     * The layers in order.
     *
     * @return an unmodifiable list
     */
    public List<Layer> layers() {
        return Collections.unmodifiableList(Arrays.asList(layers));
    }

    /**
     * The activation of the hidden layers.
     *
     * @return act
     */
    public Activation activation() {
        return activation;
    }

    /**
     * Number of parameters n.
     *
     * @return length of θ
     */
    public int parameterCount() {
        return layers[layers.length - 1].end();
    }

    /**
     * Width of the input s.
     *
     * @return the first width
     */
    public int inputSize() {
        return widths[0];
    }

    /**
     * Width q of the output u.
     *
     * @return the last width
     */
    public int outputSize() {
        return widths[widths.length - 1];
    }

    /**
     * The same network with another last layer.
     *
     * @param outputSize its width
     * @return a network of as many layers
     */
    public Mlp withOutputSize(int outputSize) {
        int[] changed = widths.clone();
        changed[changed.length - 1] = outputSize;
        return new Mlp(changed, activation, standardization);
    }

    /**
     * The same network behind a standardisation of its inputs.
     *
     * @param inputs the map, as wide as s
     * @return a network with the same parameters
     * @throws IllegalArgumentException if it is of another width
     */
    public Mlp standardizing(Standardization inputs) {
        if (inputs.width() != inputSize()) {
            throw new IllegalArgumentException(
                    "a standardisation of " + inputs.width() + " columns for a network of " + inputSize() + " inputs");
        }
        return new Mlp(widths, activation, inputs);
    }

    /**
     * What is done to inputs before the first layer.
     *
     * @return the map, or empty if nothing is
     */
    public Optional<Standardization> standardization() {
        return Optional.ofNullable(standardization);
    }

    /**
     * What a parameter is called.
     *
     * @param index in θ
     * @return for instance {@code W0[3,1]} or {@code b2[0]}
     */
    public String parameterName(int index) {
        for (int l = 0; l < layers.length; l++) {
            Layer layer = layers[l];
            if (index < layer.biasOffset()) {
                int entry = index - layer.weightOffset();
                return "W" + l + "[" + entry / layer.outputs() + "," + entry % layer.outputs() + "]";
            }
            if (index < layer.end()) {
                return "b" + l + "[" + (index - layer.biasOffset()) + "]";
            }
        }
        throw new IndexOutOfBoundsException(index + " is not below the " + parameterCount() + " parameters");
    }

    /**
     * Draws initial parameters.
     *
     * @param initialization law of the weights; biases are 0
     * @param random source, read in the order of θ
     * @return θ, n entries
     */
    public double[] initialParameters(Initialization initialization, RandomGenerator random) {
        double[] theta = new double[parameterCount()];
        for (Layer layer : layers) {
            for (int i = layer.weightOffset(); i < layer.biasOffset(); i++) {
                theta[i] = initialization.draw(random, layer.inputs(), layer.outputs());
            }
        }
        return theta;
    }

    /**
     * The outputs for a block of samples.
     *
     * @param theta n parameters
     * @param samples B
     * @param inputs B × inputSize
     * @return u, B × outputSize
     */
    public double[] outputs(double[] theta, int samples, double[] inputs) {
        double[] a = standardized(inputs);
        for (Layer layer : layers) {
            double[] z = preActivations(layer, theta, samples, a);
            layer.activation().apply(z);
            a = z;
        }
        return a;
    }

    /**
     * The forward pass with all that derivatives need.
     *
     * @param theta n parameters
     * @param samples B
     * @param inputs B × inputSize; kept, not copied
     * @return inputs and slopes of every layer, and the outputs
     */
    public ForwardPass forward(double[] theta, int samples, double[] inputs) {
        List<double[]> layerInputs = new ArrayList<>(layers.length);
        List<double[]> slopes = new ArrayList<>(layers.length);
        double[] a = standardized(inputs);
        for (Layer layer : layers) {
            layerInputs.add(a);
            double[] z = preActivations(layer, theta, samples, a);
            double[] slope = new double[z.length];
            layer.activation().apply(z, slope);
            slopes.add(slope);
            a = z;
        }
        return new ForwardPass(samples, layerInputs, slopes, a);
    }

    /**
     * The reverse pass with several cotangents a sample at once.
     *
     * @param theta the parameters of the forward pass
     * @param forward that pass, over B samples
     * @param cotangents c ū-vectors a sample, (B·c) × outputSize, rows sample-major
     * @param cotangentsPerSample c
     * @return for each layer l the cotangents {@code D_l} of its pre-activations z_l, (B·c) × outputs_l; that of
     *     W_l is {@code a_{l−1} ⊗ D_l}, that of b_l is {@code D_l}
     */
    public List<double[]> reverse(double[] theta, ForwardPass forward, double[] cotangents, int cotangentsPerSample) {
        int rows = forward.samples() * cotangentsPerSample;
        double[][] deltas = new double[layers.length][];
        double[] delta = cotangents.clone();
        for (int l = layers.length - 1; l >= 0; l--) {
            Layer layer = layers[l];
            multiplyBySlopes(delta, forward.slopes().get(l), layer.outputs(), cotangentsPerSample);
            deltas[l] = delta;
            if (l > 0) {
                double[] below = new double[rows * layer.inputs()];
                Gemm.multiplyTransposedB(
                        rows, layer.inputs(), layer.outputs(), delta, 0, theta, layer.weightOffset(), 0, below);
                delta = below;
            }
        }
        return List.of(deltas);
    }

    /**
     * The forward-tangent pass: the directional derivative of the outputs along a change of the parameters.
     *
     * @param theta the parameters of the forward pass
     * @param forward that pass, over B samples
     * @param direction θ̇, n entries
     * @return {@code (∂u/∂θ) θ̇}, B × outputSize
     */
    public double[] tangent(double[] theta, ForwardPass forward, double[] direction) {
        int samples = forward.samples();
        double[] tangent = new double[samples * inputSize()];
        for (int l = 0; l < layers.length; l++) {
            Layer layer = layers[l];
            double[] z = preActivations(
                    layer, direction, samples, forward.layerInputs().get(l));
            if (l > 0) {
                Gemm.multiply(
                        samples, layer.outputs(), layer.inputs(), tangent, 0, theta, layer.weightOffset(), 1, z, 0);
            }
            multiplyBySlopes(z, forward.slopes().get(l), layer.outputs(), 1);
            tangent = z;
        }
        return tangent;
    }

    private double[] standardized(double[] inputs) {
        return standardization == null ? inputs : standardization.apply(inputs);
    }

    private static double[] preActivations(Layer layer, double[] theta, int samples, double[] a) {
        double[] z = new double[samples * layer.outputs()];
        for (int i = 0; i < samples; i++) {
            System.arraycopy(theta, layer.biasOffset(), z, i * layer.outputs(), layer.outputs());
        }
        Gemm.multiply(samples, layer.outputs(), layer.inputs(), a, 0, theta, layer.weightOffset(), 1, z, 0);
        return z;
    }

    private static void multiplyBySlopes(double[] delta, double[] slopes, int width, int rowsPerSample) {
        int samples = slopes.length / width;
        for (int i = 0; i < samples; i++) {
            for (int row = i * rowsPerSample; row < (i + 1) * rowsPerSample; row++) {
                for (int j = 0; j < width; j++) {
                    delta[row * width + j] *= slopes[i * width + j];
                }
            }
        }
    }
}
