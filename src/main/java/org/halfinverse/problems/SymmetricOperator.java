package org.halfinverse.problems;

import java.util.Optional;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.physics.InvertibleSimulator;

/**
 * A linear simulator {@code y = S u} without state, whose constant matrix S is symmetric and known by what it does to
 * fields, as is its inverse. Both products of its Jacobian are applications of it; S itself is formed only where it is asked for.
 */
abstract class SymmetricOperator implements InvertibleSimulator {
    /** Beyond, finding that S has full rank, as the operators here do, would take longer than many a training. */
    private static final int MOST_DECOMPOSED = 1024;

    private final int size;

    /**
     * An operator on fields.
     *
     * @param size number of values of a field
     */
    SymmetricOperator(int size) {
        this.size = size;
    }

    /**
     * Applies S.
     *
     * @param count number of fields
     * @param fields one after the other
     * @param results overwritten with S times each
     */
    abstract void apply(int count, double[] fields, double[] results);

    /**
     * Applies S⁻¹.
     *
     * @param count number of fields
     * @param fields one after the other
     * @param results overwritten with S⁻¹ times each
     */
    abstract void applyInverse(int count, double[] fields, double[] results);

    @Override
    public final void invert(int samples, double[] states, double[] controls, double[] outputs, double[] inverses) {
        applyInverse(samples, outputs, inverses);
    }

    @Override
    public final int stateSize() {
        return 0;
    }

    @Override
    public final int controlSize() {
        return size;
    }

    @Override
    public final int outputSize() {
        return size;
    }

    @Override
    public final void simulate(int samples, double[] states, double[] controls, double[] outputs) {
        apply(samples, controls, outputs);
    }

    @Override
    public final void linearize(int samples, double[] states, double[] controls, double[] outputs, double[] jacobians) {
        apply(samples, controls, outputs);
        Vectors.repeat(matrix(), samples, jacobians);
    }

    /** S, for fields of up to 1024 values; not said for larger ones, whose use would not pay for it. */
    @Override
    public final Optional<double[]> constantJacobian() {
        return size <= MOST_DECOMPOSED ? Optional.of(matrix()) : Optional.empty();
    }

    @Override
    public final void vectorJacobian(
            int samples,
            double[] states,
            double[] controls,
            double[] outputs,
            Cotangents pullback,
            double[] controlCotangents) {
        apply(samples, controls, outputs);
        apply(samples, pullback.at(outputs), controlCotangents);
    }

    @Override
    public final void jacobianVector(
            int samples,
            double[] states,
            double[] controls,
            double[] tangents,
            double[] outputs,
            double[] outputTangents) {
        apply(samples, controls, outputs);
        apply(samples, tangents, outputTangents);
    }

    /** The rows of S are its columns: what it does to unit vectors. */
    private double[] matrix() {
        double[] units = new double[size * size];
        for (int j = 0; j < size; j++) {
            units[j * size + j] = 1;
        }
        double[] matrix = new double[units.length];
        apply(size, units, matrix);
        return matrix;
    }
}
