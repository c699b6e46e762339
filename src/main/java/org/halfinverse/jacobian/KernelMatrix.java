package org.halfinverse.jacobian;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.network.OuterProducts;

/**
 * The kernel {@code JJᵀ} from factors, without the rows of J:
 *
 * <pre>
 *   JJᵀ = Σ_l (D_l D_lᵀ) ∘ ((a_{l−1} a_{l−1}ᵀ + 1) ⊗ 1_{p×p})
 * </pre>
 *
 * where the 1 in the sum is the input of the biases: m² Σ h_l operations instead of the m² n of explicit rows. The rows of
 * a layer with shared weights stand for its D, with no inputs beside the 1; they are formed for some samples at a time.
 */
public final class KernelMatrix {
    /** Rows that are computed at once. */
    private static final int PANEL = 128;
    /** Entries of the rows of layers with shared weights that are formed at once: 256 MB. */
    private static final long SHARED = 1 << 25;

    private KernelMatrix() {}

    /**
     * Computes the kernel on all cores, a panel of rows at a time.
     *
     * @param jacobian m rows
     * @return m × m, row-major, of which the upper triangle is filled
     */
    public static double[] of(FactoredJacobian jacobian) {
        int m = jacobian.rows();
        double[] kernel = new double[Math.multiplyExact(m, m)];
        int samples = jacobian.samples();
        int atOnce = samplesAtOnce(jacobian);
        for (int from = 0; from < samples; from += atOnce) {
            Part left = Part.of(jacobian, from, Math.min(from + atOnce, samples));
            for (int other = from; other < samples; other += atOnce) {
                Part right = other == from ? left : Part.of(jacobian, other, Math.min(other + atOnce, samples));
                addPart(jacobian, left, right, kernel);
            }
        }
        return kernel;
    }

    /** All samples, unless the rows of layers with shared weights are too many numbers. */
    private static int samplesAtOnce(FactoredJacobian jacobian) {
        long numbers = Math.max(1, jacobian.parameterColumns().formed() * jacobian.outputsPerSample());
        return (int) Math.max(1, Math.min(jacobian.samples(), SHARED / numbers));
    }

    /** The rows of the samples from … to−1, layer by layer. */
    private record Part(int from, int to, List<OuterProducts> layers) {
        static Part of(FactoredJacobian jacobian, int from, int to) {
            return new Part(
                    from,
                    to,
                    IntStream.range(0, jacobian.parameterColumns().groups().length)
                            .mapToObj(l -> jacobian.outerProducts(l, from, to))
                            .toList());
        }

        int samples() {
            return to - from;
        }
    }

    /** Products of rows of one part with those of the same or a later one, on all cores. */
    private static void addPart(FactoredJacobian jacobian, Part left, Part right, double[] kernel) {
        int samplesAtOnce = Math.max(1, PANEL / jacobian.outputsPerSample());
        int panels = (left.samples() + samplesAtOnce - 1) / samplesAtOnce;
        IntStream.range(0, panels)
                .parallel()
                .forEach(panel -> addRows(
                        jacobian,
                        left,
                        panel * samplesAtOnce,
                        Math.min((panel + 1) * samplesAtOnce, left.samples()),
                        right,
                        kernel));
    }

    /**
     * {@return multiplications and additions of the upper triangle of the whole kernel}
     *
     * @param rows m
     * @param widths Σ h_l
     */
    public static double flops(double rows, double widths) {
        return rows * rows * widths;
    }

    /** Rows of the samples from … to−1 of a part, from the diagonal on if it is the right one too. */
    private static void addRows(FactoredJacobian jacobian, Part left, int from, int to, Part right, double[] kernel) {
        int p = jacobian.outputsPerSample();
        int m = jacobian.rows();
        int first = left.from == right.from ? from : 0;
        int samples = to - from;
        int partners = right.samples() - first;
        double[] outputs = new double[samples * p * partners * p];
        double[] inputs = new double[samples * partners];
        double[] factors = new double[partners * p]; // each p times: one long loop is several times faster
        for (int l = 0; l < left.layers.size(); l++) {
            OuterProducts one = left.layers.get(l);
            OuterProducts other = right.layers.get(l);
            int width = one.outputs();
            if (one.inputs() > 0) {
                int oneStart = one.aStart() + from * one.inputs();
                int otherStart = other.aStart() + first * one.inputs();
                Gemm.multiplyTransposedB(
                        samples, partners, one.inputs(), one.a(), oneStart, other.a(), otherStart, 0, inputs);
            } else {
                Arrays.fill(inputs, 0);
            }
            int oneStart = one.dStart() + from * p * width;
            int otherStart = other.dStart() + first * p * width;
            Gemm.multiplyTransposedB(
                    samples * p, partners * p, width, one.d(), oneStart, other.d(), otherStart, 0, outputs);
            for (int sample = 0; sample < samples; sample++) {
                for (int partner = 0; partner < partners; partner++) {
                    double factor = inputs[sample * partners + partner] + 1;
                    Arrays.fill(factors, partner * p, (partner + 1) * p, factor);
                }
                for (int row = sample * p; row < (sample + 1) * p; row++) {
                    int target = ((left.from + from) * p + row) * m + (right.from + first) * p;
                    int source = row * factors.length;
                    for (int entry = 0; entry < factors.length; entry++) {
                        kernel[target + entry] += factors[entry] * outputs[source + entry];
                    }
                }
            }
        }
    }
}
