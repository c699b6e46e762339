package org.halfinverse.network;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.physics.Parameters;

/**
 * A convolution over a field, whose weights all positions t = 0 … T−1 share: {@code a'_t = act(A_t(a) W + b)}, where the patch
 * {@code A_t(a)} has the r inputs that position t sees, and W has a column for each of c channels. Along one axis that is
 *
 * <pre>
 *   z[t, j] = b_j + Σ_{τ, i} a[t·stride + τ − (K−1)/2, i] W[τ, i, j]
 * </pre>
 *
 * and along two the same for rows and columns. W has Keras' shape (kernel, channels of the input, channels) or (kernel, kernel,
 * channels of the input, channels); PyTorch's has the channels and those of the input in front. Fields are row-major with their
 * channels last.
 *
 * <p>A sample's row of the Jacobian is the product {@code [A, 1]ᵀ D[k]} of T × (r + 1) and T × c numbers, W's entries and
 * then those of b. All p rows of a sample come from one matrix product.
 */
public final class Convolution implements AffineLayer {
    /** Entries of patches that are formed at once: 8 MB. */
    private static final int SCRATCH = 1 << 20;

    private static final double[] NONE = {};

    private final int inputs;
    /** For each position the r inputs that it sees, −1 for a zero outside the field: T × r. */
    private final int[] patches;

    private final int positions;
    private final int channels;
    private final int[] weightShape;
    private final Activation activation;
    private final int weightOffset;

    /**
     * A convolution.
     *
     * @param field of the input
     * @param channels c of the output
     * @param kernel K, taps along each axis
     * @param stride 1 or 2, along each axis
     * @param periodic whether the field is, else it is 0 outside
     * @param activation act
     * @param weightOffset index in θ of W
     */
    public Convolution(
            Field field,
            int channels,
            int kernel,
            int stride,
            boolean periodic,
            Activation activation,
            int weightOffset) {
        int[][] points = {{0}};
        for (int length : field.lengths()) {
            points = along(points, length, taps(length, kernel, stride, periodic));
        }
        this.inputs = field.size();
        this.positions = points.length;
        this.patches = Arrays.stream(points)
                .flatMapToInt(Arrays::stream)
                .flatMap(point -> IntStream.range(0, field.channels())
                        .map(channel -> point < 0 ? -1 : point * field.channels() + channel))
                .toArray();
        this.channels = channels;
        this.weightShape = new int[field.lengths().size() + 2];
        Arrays.fill(weightShape, kernel);
        weightShape[weightShape.length - 2] = field.channels();
        weightShape[weightShape.length - 1] = channels;
        this.activation = activation;
        this.weightOffset = weightOffset;
        Math.multiplyExact(positions, channels);
        Math.multiplyExact(patchSize(), channels);
    }

    /** The points that each position sees, with another axis behind those that there are. */
    private static int[][] along(int[][] points, int length, int[][] taps) {
        return Arrays.stream(points)
                .flatMap(before -> Arrays.stream(taps)
                        .map(behind -> Arrays.stream(before)
                                .flatMap(row -> Arrays.stream(behind)
                                        .map(column -> row < 0 || column < 0 ? -1 : row * length + column))
                                .toArray()))
                .toArray(int[][]::new);
    }

    private int patchSize() {
        return patches.length / positions;
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public int outputs() {
        return positions * channels;
    }

    @Override
    public int biases() {
        return channels;
    }

    @Override
    public int[] weightShape() {
        return weightShape.clone();
    }

    @Override
    public int weightOffset() {
        return weightOffset;
    }

    @Override
    public Activation activation() {
        return activation;
    }

    @Override
    public int fanIn() {
        return patchSize();
    }

    @Override
    public int fanOut() {
        return patchSize() / weightShape[weightShape.length - 2] * channels;
    }

    @Override
    public int outerInputs() {
        return 0;
    }

    @Override
    public int outerOutputs() {
        return parameterCount();
    }

    @Override
    public void preActivations(int count, int samples, double[] a, int from, double[] v, int at, double[] z) {
        int width = channels * count;
        for (int position = 0; position < samples * positions; position++) {
            System.arraycopy(v, (at + weights()) * count, z, position * width, width);
        }
        addProducts(count, samples, a, from, v, at, z);
    }

    @Override
    public void addInputTangents(double[] theta, int samples, double[] tangents, double[] z) {
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
    public void addWeightCotangents(int count, int samples, double[] a, int from, double[] z, double[] result, int at) {
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
    public double[] inputCotangents(double[] theta, int rows, double[] deltas) {
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
    public OuterProducts outerProducts(int perSample, double[] a, double[] deltas, int from, int to) {
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
    public String export(LayerGraph graph, double[] theta, String input) {
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
     * 1) / 2}, around the corner where the field is periodic, −1 where it is outside.
     */
    private static int[][] taps(int length, int kernel, int stride, boolean periodic) {
        int[][] taps = new int[positions(length, stride)][kernel];
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

    /** ⌈length / stride⌉, the length of the output's axis. */
    private static int positions(int length, int stride) {
        return (length + stride - 1) / stride;
    }

    /** Reads {@code { channels, kernel, stride, padding, activation }} of a layer over a field of so many axes. */
    private static LayerSpec read(Parameters settings, int axes, String type) {
        int channels = settings.positiveInteger("channels", 8);
        int kernel = settings.positiveInteger("kernel", 3);
        int stride = settings.positiveInteger("stride", 1);
        String padding = settings.text("padding", "zero");
        String activation = settings.text("activation", LayerSpec.DEFAULT);
        if (stride > 2) {
            throw new IllegalArgumentException("the stride of a convolution is 1 or 2, not " + stride);
        }
        if (!padding.equals("zero") && !padding.equals("periodic")) {
            throw new IllegalArgumentException("the padding of a convolution is zero or periodic, not " + padding);
        }
        return place -> {
            Field field = place.field().of(axes, type);
            Convolution layer = new Convolution(
                    field,
                    channels,
                    kernel,
                    stride,
                    padding.equals("periodic"),
                    place.activation(activation),
                    place.offset());
            List<Integer> lengths = field.lengths().stream()
                    .map(length -> positions(length, stride))
                    .toList();
            return new LayerSpec.Placed(layer, new Field(lengths, channels));
        };
    }

    /** {@code conv1d { channels, kernel, stride, padding, activation }}. */
    public static final class OneDimensional implements LayerFactory {
        /** The factory. */
        public OneDimensional() {}

        @Override
        public String type() {
            return "conv1d";
        }

        @Override
        public LayerSpec read(Parameters settings) {
            return Convolution.read(settings, 1, type());
        }
    }

    /** {@code conv2d { channels, kernel, stride, padding, activation }}. */
    public static final class TwoDimensional implements LayerFactory {
        /** The factory. */
        public TwoDimensional() {}

        @Override
        public String type() {
            return "conv2d";
        }

        @Override
        public LayerSpec read(Parameters settings) {
            return Convolution.read(settings, 2, type());
        }
    }
}
