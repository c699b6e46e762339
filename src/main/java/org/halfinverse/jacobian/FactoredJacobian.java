package org.halfinverse.jacobian;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.network.AffineLayer;
import org.halfinverse.network.OuterProducts;
import org.jspecify.annotations.Nullable;

/**
 * The Jacobian of network plus simulator over a block of B samples, held as its factors.
 *
 * <p>Row i·p + k of J is, layer by layer, the outer product {@code [a_{l−1}(i), 1] ⊗ D_l(i)[k]} of weights and biases, where
 * {@code a_{l−1}} is the layer's input and {@code D_l = ∂y/∂z_l} the cotangents of its pre-activations; where positions
 * share their weights, it is the sum of these over the positions. That is {@code Σ h_{l−1} + p Σ h_l} numbers a sample
 * instead of p·n. Products with vectors are here; see {@link GramMatrix} and {@link KernelMatrix} for {@code JᵀJ} and
 * {@code JJᵀ}. Both take a layer's rows as outer products, which a layer with shared weights forms for some samples at a
 * time and nobody keeps.
 */
public final class FactoredJacobian implements Serializable {
    /** Entries of intermediate results that are formed at once: 4 MB. */
    private static final int SCRATCH = 1 << 19;

    private final JacobianColumns columns;
    private final JacobianColumns.Group[] groups;
    private final int samples;
    private final int outputsPerSample;
    private final double[][] layerInputs;
    private final @Nullable NetworkPasses passes;
    private double @Nullable [][] deltas;
    private final double[] lossGradient;
    private final double loss;

    /**
     * A Jacobian from its factors.
     *
     * @param columns which parameters it differentiates by
     * @param samples B
     * @param outputsPerSample p
     * @param layerInputs for each layer that trains {@code a_{l−1}}, B × inputs_l; kept, not copied
     * @param deltas for each of these {@code D_l}, (B·p) × outputs_l, rows sample-major; kept, not copied
     * @param lossGradient g, B·p entries; kept, not copied
     * @param loss weighted sum of the losses
     */
    FactoredJacobian(
            JacobianColumns columns,
            int samples,
            int outputsPerSample,
            List<double[]> layerInputs,
            List<double[]> deltas,
            double[] lossGradient,
            double loss) {
        this(null, columns, samples, outputsPerSample, layerInputs, lossGradient, loss);
        this.deltas = deltas.toArray(new double[0][]);
    }

    /**
     * A Jacobian whose {@code D_l} are formed when something needs them. Products with a single vector do not.
     *
     * @param columns of all parameters of the network
     * @param passes that it is made of
     * @param lossGradient g, B·p entries; kept, not copied
     * @param loss weighted sum of the losses
     */
    FactoredJacobian(JacobianColumns columns, NetworkPasses passes, double[] lossGradient, double loss) {
        this(
                passes,
                columns,
                passes.simulator().samples(),
                passes.simulator().outputs(),
                passes.forward().layerInputs(),
                lossGradient,
                loss);
    }

    private FactoredJacobian(
            @Nullable NetworkPasses passes,
            JacobianColumns columns,
            int samples,
            int outputsPerSample,
            List<double[]> layerInputs,
            double[] lossGradient,
            double loss) {
        if (lossGradient.length != samples * outputsPerSample) {
            throw new IllegalArgumentException("the loss gradient has " + lossGradient.length
                    + " entries, the Jacobian " + samples * outputsPerSample + " rows");
        }
        this.columns = columns;
        this.groups = columns.groups();
        this.samples = samples;
        this.outputsPerSample = outputsPerSample;
        this.layerInputs = layerInputs.toArray(new double[0][]);
        this.passes = passes;
        this.lossGradient = lossGradient;
        this.loss = loss;
    }

    /**
     * {@return whether products with a single vector are passes through network and simulator, for which {@code D_l} need not
     * be formed}
     *
     * @param columns which parameters it differentiates by
     * @param outputsPerSample p
     */
    public static boolean multipliesByPasses(JacobianColumns columns, int outputsPerSample) {
        return NetworkPasses.pay(columns, outputsPerSample);
    }

    private double[][] deltas() {
        if (deltas == null) {
            deltas = Objects.requireNonNull(passes).cotangents().toArray(new double[0][]);
        }
        return deltas;
    }

    /** {@return number of rows B·p} */
    public int rows() {
        return lossGradient.length;
    }

    /** {@return number of columns n} */
    public int columns() {
        return columns.count();
    }

    /** {@return number of samples B} */
    int samples() {
        return samples;
    }

    /** Number of outputs p of a sample. */
    int outputsPerSample() {
        return outputsPerSample;
    }

    /** {@return which parameters the columns belong to} */
    public JacobianColumns parameterColumns() {
        return columns;
    }

    /** The rows of the samples from … to−1 by the parameters of a group of columns. */
    OuterProducts outerProducts(int group, int from, int to) {
        int layer = groups[group].index();
        return groups[group].outerProducts(outputsPerSample, layerInputs[layer], deltas()[layer], from, to);
    }

    /**
     * {@return the same rows with some of their columns, from the same factors}
     *
     * @param numbers of the columns, ascending
     * @throws IllegalStateException if it has some of the columns already
     */
    public FactoredJacobian choosing(int[] numbers) {
        return new FactoredJacobian(
                columns.choosing(numbers),
                samples,
                outputsPerSample,
                List.of(layerInputs),
                List.of(deltas()),
                lossGradient,
                loss);
    }

    /**
     * {@return the rows of several blocks, one below the other}
     *
     * @param blocks of the same network and simulator, at least one
     */
    public static FactoredJacobian stack(List<FactoredJacobian> blocks) {
        FactoredJacobian first = blocks.get(0);
        if (blocks.size() == 1) {
            return first;
        }
        int count = first.deltas().length;
        return new FactoredJacobian(
                first.columns,
                blocks.stream().mapToInt(FactoredJacobian::samples).sum(),
                first.outputsPerSample,
                IntStream.range(0, count)
                        .mapToObj(l -> concatenate(blocks, block -> block.layerInputs[l]))
                        .toList(),
                IntStream.range(0, count)
                        .mapToObj(l -> concatenate(blocks, block -> block.deltas()[l]))
                        .toList(),
                concatenate(blocks, FactoredJacobian::lossGradient),
                blocks.stream().mapToDouble(FactoredJacobian::loss).sum());
    }

    private static double[] concatenate(List<FactoredJacobian> blocks, Function<FactoredJacobian, double[]> part) {
        int length = blocks.stream().map(part).mapToInt(values -> values.length).sum();
        double[] result = new double[length];
        int offset = 0;
        for (FactoredJacobian block : blocks) {
            double[] values = part.apply(block);
            System.arraycopy(values, 0, result, offset, values.length);
            offset += values.length;
        }
        return result;
    }

    /**
     * The same in other units, {@code 2^(−p) J} and {@code 2^(−q) g}, in which nothing is rounded but what vanishes.
     *
     * @param jacobianExponent p
     * @param gradientExponent q
     * @return a Jacobian of the same columns
     */
    public FactoredJacobian inUnits(int jacobianExponent, int gradientExponent) {
        return new FactoredJacobian(
                columns,
                samples,
                outputsPerSample,
                List.of(layerInputs),
                Arrays.stream(deltas())
                        .map(delta -> scaled(delta, -jacobianExponent))
                        .toList(),
                scaled(lossGradient, -gradientExponent),
                loss);
    }

    private static double[] scaled(double[] values, int exponent) {
        return Arrays.stream(values).map(x -> Math.scalb(x, exponent)).toArray();
    }

    /** {@return the largest entry of these rows, max |J_ij|} */
    public double largestEntry() {
        double largest = 0;
        for (int g = 0; g < groups.length; g++) {
            int atOnce = samplesOfRows(g);
            for (int from = 0; from < samples; from += atOnce) {
                OuterProducts part = outerProducts(g, from, Math.min(from + atOnce, samples));
                int width = part.outputs() * outputsPerSample;
                for (int i = 0; i < Math.min(atOnce, samples - from); i++) {
                    double input = Math.max(1, largest(part.a(), part.aStart() + i * part.inputs(), part.inputs()));
                    largest = Math.max(largest, input * largest(part.d(), part.dStart() + i * width, width));
                }
            }
        }
        return largest;
    }

    /** How many samples' explicit rows of a group of columns are formed at once. */
    private int samplesOfRows(int group) {
        long numbers = outputsPerSample * Math.max(groups[group].outputs(), groups[group].formed());
        return (int) Math.max(1, Math.min(samples, SCRATCH / numbers));
    }

    private static double largest(double[] values, int from, int length) {
        double largest = 0;
        for (int i = from; i < from + length; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }

    /** {@return the loss gradient g of these rows, B·p entries, rows sample-major; not a copy} */
    public double[] lossGradient() {
        return lossGradient;
    }

    /** {@return a writer of explicit rows for one thread, best in their order} */
    public RowWriter rowWriter() {
        return new RowWriter();
    }

    /** Writes explicit rows. What layers with shared weights form, it holds for some samples. */
    public final class RowWriter {
        private final OuterProducts[] parts = new OuterProducts[groups.length];
        private final int atOnce = IntStream.range(0, groups.length)
                .map(FactoredJacobian.this::samplesOfRows)
                .min()
                .orElse(1);
        private int from;
        private int to;

        private RowWriter() {}

        /**
         * Writes one row.
         *
         * @param row i·p + k
         * @param target overwritten from {@code offset} on with n entries
         * @param offset where the row starts
         */
        public void write(int row, double[] target, int offset) {
            int sample = row / outputsPerSample;
            if (sample < from || sample >= to) {
                from = sample;
                to = Math.min(sample + atOnce, samples);
                Arrays.setAll(parts, group -> outerProducts(group, from, to));
            }
            for (int g = 0; g < groups.length; g++) {
                parts[g].writeRow(sample - from, row - from * outputsPerSample, target, offset + groups[g].start());
            }
        }
    }

    /** {@return the loss of this block, Σ w ℓ_i with the weight w of the reduction} */
    public double loss() {
        return loss;
    }

    /**
     * {@return {@code J v}, B·p entries}
     *
     * @param v n entries
     */
    public double[] product(double[] v) {
        if (passes == null) {
            return product(1, v, new Workspace());
        }
        requireLength("v", v, columns());
        return passes.product(v);
    }

    /** Arrays for products with several vectors, made once for many blocks. One for each thread. */
    public static final class Workspace {
        private double[] intermediate = {};
        private double[] rows = {};
        private double[] ones = {};

        /** A workspace that grows as it is needed. */
        public Workspace() {}

        private double[] ones(int length) {
            if (ones.length < length) {
                ones = new double[length];
                Arrays.fill(ones, 1);
            }
            return ones;
        }

        /** The array itself if it is long enough, else a new one. */
        static double[] atLeast(double[] array, int length) {
            return array.length < length ? new double[length] : array;
        }
    }

    /**
     * {@return {@code J V} for several vectors, (B·p) × k, row-major; belongs to the workspace, and may be longer}
     *
     * @param count k, how many
     * @param v n × k, row-major
     * @param workspace of this thread
     */
    public double[] product(int count, double[] v, Workspace workspace) {
        requireLength("v", v, columns() * count);
        double[] whole = columns.scattered(count, v);
        workspace.rows = Workspace.atLeast(workspace.rows, rows() * count);
        double[] result = workspace.rows;
        Arrays.fill(result, 0, rows() * count, 0);
        int atOnce = samplesAtOnce(count);
        workspace.intermediate = Workspace.atLeast(workspace.intermediate, atOnce * widestLayer() * count);
        double[] change = workspace.intermediate;
        for (JacobianColumns.Group group : groups) {
            AffineLayer layer = group.layer();
            int l = group.index();
            for (int from = 0; from < samples; from += atOnce) {
                int slice = Math.min(atOnce, samples - from);
                layer.preActivations(count, slice, layerInputs[l], from, whole, group.layerStart(), change);
                addDeltaProducts(deltas()[l], layer.outputs(), from, from + slice, change, count, result);
            }
        }
        return result;
    }

    /**
     * {@code r ← r + Jᵀ w}.
     *
     * @param w B·p entries
     * @param result r, n entries, overwritten
     */
    public void addTransposeProduct(double[] w, double[] result) {
        requireLength("w", w, rows());
        if (passes != null) {
            addOuterProducts(columns, samples, List.of(layerInputs), passes.cotangents(w), result);
            return;
        }
        addTransposeProduct(1, w, result, new Workspace());
    }

    /**
     * {@code C ← C + Jᵀ W} for several vectors.
     *
     * @param count k, how many
     * @param w (B·p) × k, row-major, at least
     * @param result C, n × k, row-major, overwritten
     * @param workspace of this thread
     */
    public void addTransposeProduct(int count, double[] w, double[] result, Workspace workspace) {
        requireLength("the result", result, columns() * count);
        int atOnce = samplesAtOnce(count);
        workspace.intermediate = Workspace.atLeast(workspace.intermediate, atOnce * widestLayer() * count);
        double[] combined = workspace.intermediate;
        double[] sums = columns.sumOver(count, result);
        for (JacobianColumns.Group group : groups) {
            AffineLayer layer = group.layer();
            int l = group.index();
            int biases = layer.biases() * count;
            for (int from = 0; from < samples; from += atOnce) {
                int slice = Math.min(atOnce, samples - from);
                combineDeltas(deltas()[l], layer.outputs(), from, from + slice, w, count, combined);
                layer.addWeightCotangents(count, slice, layerInputs[l], from, combined, sums, group.layerStart());
                int positions = slice * (layer.outputs() / layer.biases());
                double[] ones = workspace.ones(positions); // the input of biases
                int biasStart = (group.layerStart() + layer.weights()) * count;
                Gemm.multiplyTransposedA(1, biases, positions, ones, 0, combined, 0, 1, sums, biasStart);
            }
        }
        columns.addGathered(count, sums, result);
    }

    /** How many samples' intermediate results, h × k each, stay in a core's cache. */
    private int samplesAtOnce(int count) {
        return (int) Math.max(1, Math.min(samples, SCRATCH / ((long) widestLayer() * count)));
    }

    private int widestLayer() {
        return Arrays.stream(groups)
                .mapToInt(group -> group.layer().outputs())
                .max()
                .orElse(0);
    }

    /** {@code r_i ← r_i + D_i Z_i} for the samples from … to−1, with D_i p × h and Z_i h × k. */
    private void addDeltaProducts(
            double[] delta, int outputs, int from, int to, double[] z, int count, double[] result) {
        int p = outputsPerSample;
        if (count == 1) {
            for (int row = from * p; row < to * p; row++) {
                result[row] += dot(delta, row * outputs, z, (row / p - from) * outputs, outputs);
            }
            return;
        }
        for (int i = from; i < to; i++) {
            int source = (i - from) * outputs * count;
            Gemm.multiply(p, count, outputs, delta, i * p * outputs, z, source, 1, result, i * p * count);
        }
    }

    /** {@code Z_i ← D_iᵀ W_i} for the samples from … to−1, with D_i p × h and W_i p × k. */
    private void combineDeltas(double[] delta, int outputs, int from, int to, double[] w, int count, double[] z) {
        int p = outputsPerSample;
        if (count == 1) {
            Arrays.fill(z, 0, (to - from) * outputs, 0);
            for (int row = from * p; row < to * p; row++) {
                addScaled(w[row], delta, row * outputs, z, (row / p - from) * outputs, outputs);
            }
            return;
        }
        for (int i = from; i < to; i++) {
            int target = (i - from) * outputs * count;
            Gemm.multiplyTransposedA(outputs, count, p, delta, i * p * outputs, w, i * p * count, 0, z, target);
        }
    }

    private static void addScaled(double factor, double[] x, int xOffset, double[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] += factor * x[xOffset + i];
        }
    }

    private static double dot(double[] x, int xOffset, double[] y, int yOffset, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += x[xOffset + i] * y[yOffset + i];
        }
        return sum;
    }

    /** {@code r ← r + Σ_i [a_{l−1}(i), 1] ⊗ δ_l(i)}, layer by layer, with one δ of each layer a sample. */
    static void addOuterProducts(
            JacobianColumns columns, int samples, List<double[]> layerInputs, List<double[]> deltas, double[] result) {
        requireLength("the result", result, columns.count());
        for (JacobianColumns.Group group : columns.groups()) {
            AffineLayer layer = group.layer();
            double[] delta = deltas.get(group.index());
            layer.addWeightCotangents(1, samples, layerInputs.get(group.index()), 0, delta, result, group.start());
            int biases = layer.biases();
            for (int entry = 0; entry < samples * layer.outputs(); entry += biases) {
                addScaled(1, delta, entry, result, group.start() + layer.weights(), biases);
            }
        }
    }

    private static void requireLength(String name, double[] values, int length) {
        if (values.length != length) {
            throw new IllegalArgumentException(name + " has " + values.length + " entries instead of " + length);
        }
    }
}
