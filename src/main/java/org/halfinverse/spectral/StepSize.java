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
     * {@return the size of a step}
     *
     * @param model network plus simulator plus loss
     * @param samples b
     * @param blocks P
     */
    public static StepSize of(PhysicsModel model, long samples, int blocks) {
        return new StepSize(
                samples,
                model.simulator().outputSize(),
                model.differentiatedNetwork(),
                model.numbersPerSample(),
                blocks);
    }

    /** {@return number n of columns of J, the parameters that it differentiates by} */
    public int columns() {
        return network.parameterCount();
    }

    /** {@return floating-point operations of one product of the factored Jacobian of all samples with a vector} */
    public double productFlops() {
        double widths = network.affineLayers().stream()
                .mapToDouble(AffineLayer::outputs)
                .sum();
        return 2.0 * samples * (multiplications(false) + outputs * widths);
    }

    /**
     * {@return numbers of a row of all layers' outer products, of which the kernel is made: Σ h_l, and the parameters
     * of layers with shared weights}
     */
    public double kernelWidth() {
        return network.affineLayers().stream()
                .mapToDouble(AffineLayer::outerOutputs)
                .sum();
    }

    /** {@return floating-point operations by which layers with shared weights form their rows for all samples} */
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

    /** {@return floating-point operations by which a sample is added to {@code JᵀJ}} */
    public double gramFlopsPerSample() {
        return GramMatrix.flopsPerSample(network);
    }

    /** {@return number m = b·p of rows of J} */
    public long rows() {
        return samples * outputs;
    }

    /** {@return number of singular values, min(m, n)} */
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

    /** {@return floating-point operations of forward and backward passes, with the gradient} */
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
