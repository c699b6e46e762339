package org.halfinverse.spectral;

import java.util.Locale;
import java.util.Optional;
import org.halfinverse.jacobian.GramMatrix;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.network.AffineLayer;
import org.halfinverse.network.Network;

/**
 * How large a step is, as far as costs depend on it.
 *
 * @param samples b
 * @param outputs p
 * @param network whose parameters the columns of J belong to
 * @param numbersPerSample of a factored Jacobian
 * @param blocks P, into which the samples are divided
 */
public record StepSize(long samples, int outputs, Network network, long numbersPerSample, int blocks) {
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
                model.differentiatedNetwork(),
                model.numbersPerSample(),
                blocks);
    }

    /**
     * Number n of columns of J.
     *
     * @return parameters that it differentiates by
     */
    public int columns() {
        return network.parameterCount();
    }

    /**
     * Operations of one product of the factored Jacobian of all samples with a vector.
     *
     * @return floating-point operations
     */
    public double productFlops() {
        double widths = network.affineLayers().stream()
                .mapToDouble(AffineLayer::outputs)
                .sum();
        return 2.0 * samples * (multiplications(false) + outputs * widths);
    }

    /**
     * Numbers of a row of all layers' outer products, of which the kernel is made.
     *
     * @return Σ h_l, and the parameters of layers with shared weights
     */
    public double kernelWidth() {
        return network.affineLayers().stream()
                .mapToDouble(AffineLayer::outerOutputs)
                .sum();
    }

    /**
     * Operations by which layers with shared weights form their rows for all samples.
     *
     * @return floating-point operations
     */
    public double rowFlops() {
        return 2.0 * samples * outputs * multiplications(true);
    }

    /** Multiplications by which a direction of the parameters is applied to a sample. */
    private double multiplications(boolean sharedAlone) {
        return network.affineLayers().stream()
                .filter(layer -> !sharedAlone || layer.sharesWeights())
                .mapToDouble(AffineLayer::multiplications)
                .sum();
    }

    /**
     * Operations by which a sample is added to {@code JᵀJ}.
     *
     * @return floating-point operations
     */
    public double gramFlopsPerSample() {
        return GramMatrix.flopsPerSample(network);
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
        return Math.min(rows(), columns());
    }

    /** Why a solver cannot make this step, if it needs a matrix that no array holds. */
    Optional<String> refusalIf(boolean needsLargerMatrix) {
        return needsLargerMatrix
                ? Optional.of(String.format(
                        Locale.ROOT, "needs a matrix larger than an array for J of %,d × %,d", rows(), columns()))
                : Optional.empty();
    }

    /**
     * Operations of forward and backward passes, with the gradient.
     *
     * @return floating-point operations
     */
    public double linearizeFlops() {
        return 2.0 * samples * (outputs + 2.0) * multiplications(false);
    }

    /**
     * Operations of loss and gradient alone: a forward pass, a reverse pass, and the products of both.
     *
     * @return floating-point operations
     */
    public double gradientFlops() {
        return 2.0 * samples * 3.0 * multiplications(false);
    }
}
