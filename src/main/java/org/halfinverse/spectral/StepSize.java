package org.halfinverse.spectral;

import java.util.Locale;
import java.util.Optional;
import org.halfinverse.jacobian.GramMatrix;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.network.Layer;

/**
 * How large a step is, as far as costs depend on it.
 *
 * @param samples b
 * @param outputs p
 * @param columns n, number of columns of J
 * @param widths Σ h_l, total width of the layers
 * @param numbersPerSample of a factored Jacobian
 * @param gramFlopsPerSample operations by which a sample is added to {@code JᵀJ}
 * @param blocks P, into which the samples are divided
 */
public record StepSize(
        long samples,
        int outputs,
        int columns,
        long widths,
        long numbersPerSample,
        double gramFlopsPerSample,
        int blocks) {
    /** Entries of the largest array. */
    public static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** Rows of the largest square matrix in one array. */
    static final int LARGEST_SQUARE = 46_000;

    /** Linearisation is short products and loops: it runs at a fraction of the speed of matrix products. */
    static final double LINEARIZE_WEIGHT = 3;

    /**
     * The size of a step.
     *
     * @param model network plus simulator plus loss
     * @param samples b
     * @param blocks P
     * @return its size
     */
    public static StepSize of(PhysicsModel model, long samples, int blocks) {
        return new StepSize(
                samples,
                model.simulator().outputSize(),
                model.columns(),
                model.differentiatedNetwork().layers().stream()
                        .mapToLong(Layer::outputs)
                        .sum(),
                model.numbersPerSample(),
                new GramMatrix(model.differentiatedNetwork()).flopsPerSample(),
                blocks);
    }

    /**
     * Number m of rows of J.
     *
     * @return b·p
     */
    public long rows() {
        return samples * outputs;
    }

    /**
     * Number of singular values.
     *
     * @return min(m, n)
     */
    public long values() {
        return Math.min(rows(), columns);
    }

    /** Why a solver cannot make this step, if it needs a matrix that no array holds. */
    Optional<String> refusalIf(boolean needsLargerMatrix) {
        return needsLargerMatrix
                ? Optional.of(String.format(
                        Locale.ROOT, "needs a matrix larger than an array for J of %,d × %,d", rows(), columns))
                : Optional.empty();
    }

    /**
     * Operations of forward and backward passes, with the gradient.
     *
     * @return floating-point operations
     */
    public double linearizeFlops() {
        return 2 * samples * (outputs + 2.0) * columns;
    }
}
