package org.halfinverse.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * By which method.
 *
 * @param <T> the class that has these parameters
 */
public interface OptimizerParams<T extends Params> extends Params {
    /**
     * The method, for instance hig, gauss-newton or adam.
     *
     * @return the parameter, {@code optimizer.type}
     */
    default Param<String> optimizer() {
        return new Param<>(this, "optimizer", "the method, for instance hig, gauss-newton or adam (optimizer.type)");
    }

    /**
     * The value of {@link #optimizer}.
     *
     * @return the method, for instance hig, gauss-newton or adam
     */
    default String getOptimizer() {
        return getOrDefault(optimizer());
    }

    /**
     * Sets {@link #optimizer}.
     *
     * @param value the method, for instance hig, gauss-newton or adam
     * @return this
     */
    default T setOptimizer(String value) {
        return Chain.set(this, optimizer(), value);
    }

    /**
     * The learning rate eta; if not set, the method's own.
     *
     * @return the parameter, {@code optimizer.learning-rate}
     */
    default DoubleParam learningRate() {
        return new DoubleParam(
                this, "learningRate", "the learning rate eta; if not set, the method's own (optimizer.learning-rate)");
    }

    /**
     * The value of {@link #learningRate}.
     *
     * @return the learning rate eta
     */
    default double getLearningRate() {
        return (double) getOrDefault(learningRate());
    }

    /**
     * Sets {@link #learningRate}.
     *
     * @param value the learning rate eta
     * @return this
     */
    default T setLearningRate(double value) {
        return Chain.set(this, learningRate(), value);
    }

    /**
     * The exponent kappa of the singular values: 0.5 is the half-inverse.
     *
     * @return the parameter, {@code optimizer.kappa}
     */
    default DoubleParam kappa() {
        return new DoubleParam(
                this, "kappa", "the exponent kappa of the singular values: 0.5 is the half-inverse (optimizer.kappa)");
    }

    /**
     * The value of {@link #kappa}.
     *
     * @return the exponent kappa of the singular values: 0.5 is the half-inverse
     */
    default double getKappa() {
        return (double) getOrDefault(kappa());
    }

    /**
     * Sets {@link #kappa}.
     *
     * @param value the exponent kappa of the singular values: 0.5 is the half-inverse
     * @return this
     */
    default T setKappa(double value) {
        return Chain.set(this, kappa(), value);
    }

    /**
     * The cut-off tau below which singular values are discarded.
     *
     * @return the parameter, {@code optimizer.truncation.tau}
     */
    default DoubleParam tau() {
        return new DoubleParam(
                this, "tau", "the cut-off tau below which singular values are discarded (optimizer.truncation.tau)");
    }

    /**
     * The value of {@link #tau}.
     *
     * @return the cut-off tau below which singular values are discarded
     */
    default double getTau() {
        return (double) getOrDefault(tau());
    }

    /**
     * Sets {@link #tau}.
     *
     * @param value the cut-off tau below which singular values are discarded
     * @return this
     */
    default T setTau(double value) {
        return Chain.set(this, tau(), value);
    }

    /**
     * Whether tau is relative to the largest singular value.
     *
     * @return the parameter, {@code optimizer.truncation.relative}
     */
    default BooleanParam relativeTruncation() {
        return new BooleanParam(
                this,
                "relativeTruncation",
                "whether tau is relative to the largest singular value (optimizer.truncation.relative)");
    }

    /**
     * The value of {@link #relativeTruncation}.
     *
     * @return whether tau is relative to the largest singular value
     */
    default boolean getRelativeTruncation() {
        return (boolean) getOrDefault(relativeTruncation());
    }

    /**
     * Sets {@link #relativeTruncation}.
     *
     * @param value whether tau is relative to the largest singular value
     * @return this
     */
    default T setRelativeTruncation(boolean value) {
        return Chain.set(this, relativeTruncation(), value);
    }

    /**
     * How the spectral filter is applied: auto, mllib, gram, kernel, tsqr, direct or krylov.
     *
     * @return the parameter, {@code optimizer.solver}
     */
    default Param<String> solver() {
        return new Param<>(
                this,
                "solver",
                "how the spectral filter is applied: auto, mllib, gram, kernel, tsqr, direct or krylov (optimizer.solver)");
    }

    /**
     * The value of {@link #solver}.
     *
     * @return how the spectral filter is applied: auto, mllib, gram, kernel, tsqr, direct or krylov
     */
    default String getSolver() {
        return getOrDefault(solver());
    }

    /**
     * Sets {@link #solver}.
     *
     * @param value how the spectral filter is applied: auto, mllib, gram, kernel, tsqr, direct or krylov
     * @return this
     */
    default T setSolver(String value) {
        return Chain.set(this, solver(), value);
    }
}
