package org.halfinverse.loss;

/**
 * How far an output is from a quantum state: {@code ℓ = 1 − |⟨ŷ|y⟩|²} with {@code ⟨ŷ|y⟩ = Σ_j conj(ŷ_j) y_j = a + ib}.
 *
 * <p>Outputs and targets are complex vectors of norm 1, the real and imaginary parts of their entries interleaved; ℓ is
 * 0 where they are the same up to a phase, 1 where they are orthogonal. With respect to real and imaginary part
 *
 * <pre>
 *   ∂ℓ/∂Re y_j = −2 (a Re ŷ_j − b Im ŷ_j),   ∂ℓ/∂Im y_j = −2 (a Im ŷ_j + b Re ŷ_j).
 * </pre>
 *
 * ℓ is this polynomial as it stands, and this is its gradient, for vectors of any norm. So where y is ŷ up to a phase,
 * norms that are 1 up to rounding make it 0 up to rounding, of either sign. Cutting it off at 0 would contradict the
 * gradient, and would hide a simulator that lets norms grow: a loss that is clearly negative comes from such a one.
 */
public record Infidelity() implements Loss {
    @Override
    public String label() {
        return "infidelity";
    }

    @Override
    public void requireWidths(int outputSize, int targetSize) {
        if (outputSize != targetSize || outputSize % 2 != 0) {
            throw new IllegalArgumentException("infidelity needs as many target entries as there are outputs, pairs of"
                    + " real and imaginary part, not " + targetSize + " and " + outputSize);
        }
    }

    @Override
    public boolean comparesUnitVectors() {
        return true;
    }

    /** Refuses: shifted and scaled, the entries of a quantum state are none. */
    @Override
    public Loss standardized(double[] means, double[] scales) {
        throw new IllegalArgumentException(
                "infidelity compares quantum states as they are, and they cannot be standardised");
    }

    @Override
    public void evaluate(int samples, double[] outputs, double[] targets, double[] losses, double[] gradients) {
        int size = outputs.length / samples;
        for (int i = 0; i < samples; i++) {
            double a = 0;
            double b = 0;
            for (int re = i * size; re < (i + 1) * size; re += 2) {
                int im = re + 1;
                a += targets[re] * outputs[re] + targets[im] * outputs[im];
                b += targets[re] * outputs[im] - targets[im] * outputs[re];
            }
            for (int re = i * size; re < (i + 1) * size; re += 2) {
                int im = re + 1;
                gradients[re] = -2 * (a * targets[re] - b * targets[im]);
                gradients[im] = -2 * (a * targets[im] + b * targets[re]);
            }
            losses[i] = 1 - a * a - b * b;
        }
    }
}
