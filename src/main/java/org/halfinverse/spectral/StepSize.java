package org.halfinverse.spectral;

import java.util.Locale;
import java.util.Optional;
import org.halfinverse.jacobian.ColumnChoice;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.GramMatrix;
import org.halfinverse.jacobian.JacobianColumns;
import org.halfinverse.jacobian.PhysicsModel;

/**
 * How large a step is, as far as costs depend on it.
 *
 * @param samples b
 * @param outputs p
 * @param parameters that the columns of J belong to
 * @param numbersPerSample of a factored Jacobian
 * @param blocks P, into which the samples are divided
 */
public record StepSize(long samples, int outputs, JacobianColumns parameters, long numbersPerSample, int blocks) {
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
        JacobianColumns all = model.parameterColumns();
        double share = model.share(); // any choice costs as much as another
        return new StepSize(
                samples,
                model.simulator().outputSize(),
                share < 1 ? all.choosing(new ColumnChoice(share, 0).of(all.count(), 0)) : all,
                model.numbersPerSample(),
                blocks);
    }

    /** {@return number n of columns of J, the parameters that it differentiates by} */
    public int columns() {
        return parameters.count();
    }

    private boolean multipliesByPasses() {
        return FactoredJacobian.multipliesByPasses(parameters, outputs);
    }

    /** {@return floating-point operations of one product of J or its transpose with a vector} */
    public double productFlops() {
        double multiplications = parameters.multiplications();
        double more = multipliesByPasses() ? multiplications : outputs * parameters.preActivations();
        return 2.0 * samples * (multiplications + more);
    }

    /** {@return the same, weighted: passes are products of matrices, other products wait for memory} */
    double productWork() {
        return (multipliesByPasses() ? LINEARIZE_WEIGHT : SolverCost.LEVEL2) * productFlops();
    }

    /** {@return bytes that products with a vector start from, of all samples} */
    public double productBytes() {
        return multipliesByPasses() ? Double.BYTES * samples * parameters.passNumbers(outputs) : linearizedBytes();
    }

    /** {@return floating-point operations by which these come about, with the gradient} */
    double productPreparationFlops() {
        return multipliesByPasses() ? gradientFlops() : linearizeFlops();
    }

    /**
     * {@return numbers of a row of all layers' outer products, of which the kernel is made: Σ h_l, with the columns of
     * layers with shared weights, and chosen ones, in place of theirs}
     */
    public double kernelWidth() {
        return parameters.outerOutputs();
    }

    /** {@return floating-point operations by which rows that are no outer products are formed for all samples} */
    public double rowFlops() {
        return 2.0 * samples * parameters.forming(outputs);
    }

    /** {@return floating-point operations by which a sample is added to {@code JᵀJ}} */
    public double gramFlopsPerSample() {
        return GramMatrix.flopsPerSample(parameters, outputs);
    }

    /** {@return bytes of the factored Jacobians of all samples} */
    public double linearizedBytes() {
        return Double.BYTES * (double) samples * numbersPerSample;
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
        return 2.0 * samples * (outputs + 2.0) * parameters.multiplications();
    }

    /**
     * {@return floating-point operations of loss and gradient alone: a forward pass, a reverse pass, and the products
     * of both}
     */
    public double gradientFlops() {
        return 2.0 * samples * 3.0 * parameters.multiplications();
    }
}
