package org.halfinverse.network;

import java.util.Arrays;
import org.halfinverse.linalg.Gemm;

/**
 * A layer whose weights the positions t = 0 … T−1 of a field share: {@code a'_t = act(A_t(a) W + b)}, where the patch
 * {@code A_t(a)} has the r inputs that position t sees, and W has a column for each of c channels. Outputs have their
 * channels last, {@code a'[t·c + j]}.
 *
 * <p>A sample's row of the Jacobian is the product {@code [A, 1]ᵀ D[k]} of T × (r + 1) and T × c numbers, W's entries and
 * then those of b. All p rows of a sample come from one matrix product.
 */
public abstract class Convolution implements AffineLayer {
    private static final long serialVersionUID = 1L;

    /** Entries of patches that are formed at once: 8 MB. */
    private static final int SCRATCH = 1 << 20;

    private static final double[] NONE = {};

    private final int inputs;
    private final int[] patches;
    private final int positions;
    private final int channels;
    private final Activation activation;
    private final int weightOffset;

    /**
     * A convolution.
     *
     * @param inputs width of a
     * @param patches for each position the r inputs that it sees, −1 for a zero outside the field: T × r
     * @param positions T
     * @param channels c
     * @param activation act
     * @param weightOffset index in θ of W, row-major with shape (r, c)
     */
    protected Convolution(
            int inputs, int[] patches, int positions, int channels, Activation activation, int weightOffset) {
        this.inputs = inputs;
        this.patches = patches;
        this.positions = positions;
        this.channels = channels;
        this.activation = activation;
        this.weightOffset = weightOffset;
        Math.multiplyExact(positions, channels);
        Math.multiplyExact(patches.length / positions, channels);
    }

    private int patchSize() {
        return patches.length / positions;
    }

    @Override
    public final int inputs() {
        return inputs;
    }

    @Override
    public final int outputs() {
        return positions * channels;
    }

    @Override
    public final int biases() {
        return channels;
    }

    @Override
    public final int weightOffset() {
        return weightOffset;
    }

    @Override
    public final Activation activation() {
        return activation;
    }

    @Override
    public final int fanIn() {
        return patchSize();
    }

    @Override
    public final int fanOut() {
        int[] shape = weightShape();
        return patchSize() / shape[shape.length - 2] * channels;
    }

    @Override
    public final int outerInputs() {
        return 0;
    }

    @Override
    public final int outerOutputs() {
        return parameterCount();
    }

    @Override
    public final void preActivations(int count, int samples, double[] a, int from, double[] v, int at, double[] z) {
        int width = channels * count;
        for (int position = 0; position < samples * positions; position++) {
            System.arraycopy(v, (at + weights()) * count, z, position * width, width);
        }
        addProducts(count, samples, a, from, v, at, z);
    }

    @Override
    public final void addInputTangents(double[] theta, int samples, double[] tangents, double[] z) {
        addProducts(1, samples, tangents, 0, theta, weightOffset, z);
    }

    /** {@code Z ← Z + A(a) V_W}. */
    private void addProducts(int count, int samples, double[] a, int from, double[] v, int at, double[] z) {
        int width = channels * count;
        int atOnce = samplesAtOnce();
        for (int first = 0; first < samples; first += atOnce) {
            int some = Math.min(atOnce, samples - first);
            double[] gathered = gather(some, a, from + first, 0);
            Gemm.multiply(
                    some * positions, width, patchSize(), gathered, 0, v, at * count, 1, z, first * positions * width);
        }
    }

    @Override
    public final void addWeightCotangents(
            int count, int samples, double[] a, int from, double[] z, double[] result, int at) {
        int width = channels * count;
        int atOnce = samplesAtOnce();
        for (int first = 0; first < samples; first += atOnce) {
            int some = Math.min(atOnce, samples - first);
            double[] gathered = gather(some, a, from + first, 0);
            Gemm.multiplyTransposedA(
                    patchSize(),
                    width,
                    some * positions,
                    gathered,
                    0,
                    z,
                    first * positions * width,
                    1,
                    result,
                    at * count);
        }
    }

    @Override
    public final double[] inputCotangents(double[] theta, int rows, double[] deltas) {
        double[] cotangents = new double[rows * inputs];
        int atOnce = samplesAtOnce();
        double[] scattered = new double[Math.min(atOnce, rows) * patches.length];
        for (int first = 0; first < rows; first += atOnce) {
            int some = Math.min(atOnce, rows - first);
            Gemm.multiplyTransposedB(
                    some * positions,
                    patchSize(),
                    channels,
                    deltas,
                    first * outputs(),
                    theta,
                    weightOffset,
                    0,
                    scattered);
            for (int row = 0; row < some; row++) {
                int target = (first + row) * inputs;
                int source = row * patches.length;
                for (int entry = 0; entry < patches.length; entry++) {
                    if (patches[entry] >= 0) {
                        cotangents[target + patches[entry]] += scattered[source + entry];
                    }
                }
            }
        }
        return cotangents;
    }

    @Override
    public final OuterProducts outerProducts(int perSample, double[] a, double[] deltas, int from, int to) {
        int width = perSample * channels;
        int size = patchSize() + 1;
        double[] rows = new double[(to - from) * perSample * parameterCount()];
        double[] columns = new double[positions * width];
        double[] products = new double[size * width];
        for (int sample = from; sample < to; sample++) {
            for (int k = 0; k < perSample; k++) {
                int source = (sample * perSample + k) * outputs();
                for (int position = 0; position < positions; position++) {
                    System.arraycopy(
                            deltas, source + position * channels, columns, position * width + k * channels, channels);
                }
            }
            double[] gathered = gather(1, a, sample, 1);
            Gemm.multiplyTransposedA(size, width, positions, gathered, 0, columns, 0, 0, products, 0);
            for (int k = 0; k < perSample; k++) {
                int target = ((sample - from) * perSample + k) * parameterCount();
                for (int i = 0; i < size; i++) {
                    System.arraycopy(products, i * width + k * channels, rows, target + i * channels, channels);
                }
            }
        }
        return new OuterProducts(0, parameterCount(), NONE, 0, rows, 0);
    }

    private int samplesAtOnce() {
        return Math.max(1, SCRATCH / patches.length);
    }

    /** The patches of some samples, each followed by so many ones: (samples · T) × (r + ones). */
    private double[] gather(int samples, double[] a, int from, int ones) {
        int size = patchSize();
        int width = size + ones;
        double[] gathered = new double[samples * positions * width];
        if (ones > 0) {
            Arrays.fill(gathered, 1);
        }
        for (int sample = 0; sample < samples; sample++) {
            int source = (from + sample) * inputs;
            for (int position = 0; position < positions; position++) {
                int target = (sample * positions + position) * width;
                for (int entry = 0; entry < size; entry++) {
                    int input = patches[position * size + entry];
                    gathered[target + entry] = input < 0 ? 0 : a[source + input];
                }
            }
        }
        return gathered;
    }

    /**
     * A graph of patches, gathered from the field behind which a zero stands, and of one matrix product: ONNX Runtime has
     * the operator {@code Conv} in single precision alone.
     */
    @Override
    public final String export(LayerGraph graph, double[] theta, String input) {
        boolean padded = Arrays.stream(patches).anyMatch(entry -> entry < 0);
        String field = padded ? graph.node("Pad", input, graph.indices(new long[] {0, 0, 0, 1}, 4)) : input;
        long[] indices = Arrays.stream(patches)
                .mapToLong(entry -> entry < 0 ? inputs : entry)
                .toArray();
        String gathered = graph.along(1, "Gather", field, graph.indices(indices, positions, patchSize()));
        int index = graph.nextParameters();
        String w =
                graph.tensor("W" + index, Arrays.copyOfRange(theta, weightOffset, biasOffset()), patchSize(), channels);
        String b = graph.tensor("b" + index, Arrays.copyOfRange(theta, biasOffset(), end()), channels);
        String z = graph.node("Add", graph.node("MatMul", gathered, w), b);
        return graph.node("Reshape", graph.activation(activation, z), graph.indices(new long[] {0, outputs()}, 2));
    }

    /**
     * The input of each tap of a kernel along an axis, centred on the output's position: {@code t · stride + tap − (kernel −
     * 1) / 2}, around the corner where the field is periodic.
     *
     * @param length of the axis
     * @param kernel number of taps
     * @param stride 1 or 2
     * @param periodic whether the field is
     * @return ⌈length / stride⌉ × kernel positions, −1 outside the field
     */
    static int[][] taps(int length, int kernel, int stride, boolean periodic) {
        int[][] taps = new int[(length + stride - 1) / stride][kernel];
        for (int t = 0; t < taps.length; t++) {
            for (int tap = 0; tap < kernel; tap++) {
                int position = t * stride + tap - (kernel - 1) / 2;
                boolean inside = position >= 0 && position < length;
                int outside = periodic ? Math.floorMod(position, length) : -1;
                taps[t][tap] = inside ? position : outside;
            }
        }
        return taps;
    }
}
