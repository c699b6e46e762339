package org.halfinverse.loss;

/**
 * A loss of outputs and targets in units of the targets' spread, {@code ℓ((y − μ)/σ, (ŷ − μ)/σ)}, so that components of
 * different size count alike. Its values have no unit and cannot be compared with those of ℓ itself.
 *
 * @param loss ℓ
 * @param means μ, p entries
 * @param scales σ, p entries, positive
 */
public record StandardizedLoss(Loss loss, double[] means, double[] scales) implements Loss {
    @Override
    public void evaluate(int samples, double[] outputs, double[] targets, double[] losses, double[] gradients) {
        loss.evaluate(samples, standardized(outputs), standardized(targets), losses, gradients);
        for (int entry = 0; entry < gradients.length; entry++) {
            gradients[entry] /= scales[entry % scales.length];
        }
    }

    private double[] standardized(double[] values) {
        double[] result = new double[values.length];
        for (int entry = 0; entry < values.length; entry++) {
            int component = entry % scales.length;
            result[entry] = (values[entry] - means[component]) / scales[component];
        }
        return result;
    }

    @Override
    public void requireWidths(int outputSize, int targetSize) {
        loss.requireWidths(outputSize, targetSize);
        if (outputSize != scales.length || targetSize != scales.length) {
            throw new IllegalArgumentException("targets can be standardised where outputs and targets have the same"
                    + " entries, not " + outputSize + " outputs and " + targetSize + " targets");
        }
    }

    /** The loss ℓ that is standardised. */
    @Override
    public String label() {
        return loss.label();
    }
}
