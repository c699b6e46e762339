package org.halfinverse.loss;

/** The squared distance of outputs and targets, with or without the factor ½. */
public enum SquaredError implements Loss {
    /** {@code ℓ = ½ |y − ŷ|²}. */
    HALF("half-squared-error", 0.5),
    /** {@code ℓ = |y − ŷ|²}. */
    FULL("squared-error", 1);

    private final String label;
    private final double factor;

    SquaredError(String label, double factor) {
        this.label = label;
        this.factor = factor;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public void requireWidths(int outputSize, int targetSize) {
        if (outputSize != targetSize) {
            throw new IllegalArgumentException(label + " needs as many target entries as there are outputs, "
                    + outputSize + ", not " + targetSize);
        }
    }

    @Override
    public void evaluate(int samples, double[] outputs, double[] targets, double[] losses, double[] gradients) {
        int size = outputs.length / samples;
        for (int i = 0; i < samples; i++) {
            double sum = 0;
            for (int entry = i * size; entry < (i + 1) * size; entry++) {
                double error = outputs[entry] - targets[entry];
                sum += error * error;
                gradients[entry] = 2 * factor * error;
            }
            losses[i] = factor * sum;
        }
    }
}
