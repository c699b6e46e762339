package org.halfinverse.jacobian;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.network.Layer;

/**
 * The kernel {@code JJᵀ} from factors, without the rows of J:
 *
 * <pre>
 *   JJᵀ = Σ_l (D_l D_lᵀ) ∘ ((a_{l−1} a_{l−1}ᵀ + 1) ⊗ 1_{p×p})
 * </pre>
 *
 * where the 1 in the sum is the input of the biases: m² Σ h_l operations instead of the m² n of explicit rows.
 */
public final class KernelMatrix {
    /** Rows that are computed at once. */
    private static final int PANEL = 128;

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
        int samplesAtOnce = Math.max(1, PANEL / jacobian.outputsPerSample());
        int panels = (jacobian.samples() + samplesAtOnce - 1) / samplesAtOnce;
        IntStream.range(0, panels)
                .parallel()
                .forEach(panel -> addRows(
                        jacobian,
                        panel * samplesAtOnce,
                        Math.min((panel + 1) * samplesAtOnce, jacobian.samples()),
                        kernel));
        return kernel;
    }

    /**
     * Operations of the whole kernel.
     *
     * @param rows m
     * @param widths Σ h_l
     * @return multiplications and additions of the upper triangle
     */
    public static double flops(double rows, double widths) {
        return rows * rows * widths;
    }

    /** Rows of the samples from … to−1, from the diagonal on. */
    private static void addRows(FactoredJacobian jacobian, int from, int to, double[] kernel) {
        int p = jacobian.outputsPerSample();
        int m = jacobian.rows();
        int samples = to - from;
        int partners = jacobian.samples() - from;
        double[] outputs = new double[samples * p * partners * p];
        double[] inputs = new double[samples * partners];
        double[] factors = new double[partners * p]; // each p times: one long loop is several times faster
        for (int l = 0; l < jacobian.network().layers().size(); l++) {
            Layer layer = jacobian.network().layers().get(l);
            double[] a = jacobian.layerInputs(l);
            double[] d = jacobian.deltas(l);
            int width = layer.outputs();
            Gemm.multiplyTransposedB(
                    samples, partners, layer.inputs(), a, from * layer.inputs(), a, from * layer.inputs(), 0, inputs);
            Gemm.multiplyTransposedB(
                    samples * p, partners * p, width, d, from * p * width, d, from * p * width, 0, outputs);
            for (int sample = 0; sample < samples; sample++) {
                for (int partner = 0; partner < partners; partner++) {
                    double factor = inputs[sample * partners + partner] + 1;
                    Arrays.fill(factors, partner * p, (partner + 1) * p, factor);
                }
                for (int row = sample * p; row < (sample + 1) * p; row++) {
                    int target = (from * p + row) * m + from * p;
                    int source = row * factors.length;
                    for (int entry = 0; entry < factors.length; entry++) {
                        kernel[target + entry] += factors[entry] * outputs[source + entry];
                    }
                }
            }
        }
    }
}
