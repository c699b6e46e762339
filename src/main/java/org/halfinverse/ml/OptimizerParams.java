package org.halfinverse.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters of the Estimator that choose the method.
 *
 * @param <T> the class that has these parameters
 */
public interface OptimizerParams<T extends Params> extends Params {
    /** {@return the parameter, {@code optimizer.type}: the method, for instance hig, gauss-newton or adam} */
    default Param<String> optimizer() {
        return new Param<>(this, "optimizer", "the method, for instance hig, gauss-newton or adam (optimizer.type)");
    }

    /** {@return the method, for instance hig, gauss-newton or adam} */
    default String getOptimizer() {
        return getOrDefault(optimizer());
    }

    /**
     * {@return this, with {@link #optimizer} set}
     *
     * @param value the method, for instance hig, gauss-newton or adam
     */
    default T setOptimizer(String value) {
        return Chain.set(this, optimizer(), value);
    }

    /** {@return the parameter, {@code optimizer.learning-rate}: the learning rate eta; if not set, the method's own} */
    default DoubleParam learningRate() {
        return new DoubleParam(
                this, "learningRate", "the learning rate eta; if not set, the method's own (optimizer.learning-rate)");
    }

    /** {@return the learning rate eta} */
    default double getLearningRate() {
        return (double) getOrDefault(learningRate());
    }

    /**
     * {@return this, with {@link #learningRate} set}
     *
     * @param value the learning rate eta
     */
    default T setLearningRate(double value) {
        return Chain.set(this, learningRate(), value);
    }

    /**
     * {@return the parameter, {@code optimizer.kappa}: the exponent kappa of the singular values: 0.5 is the
     * half-inverse}
     */
    default DoubleParam kappa() {
        return new DoubleParam(
                this, "kappa", "the exponent kappa of the singular values: 0.5 is the half-inverse (optimizer.kappa)");
    }

    /** {@return the exponent kappa of the singular values: 0.5 is the half-inverse} */
    default double getKappa() {
        return (double) getOrDefault(kappa());
    }

    /**
     * {@return this, with {@link #kappa} set}
     *
     * @param value the exponent kappa of the singular values: 0.5 is the half-inverse
     */
    default T setKappa(double value) {
        return Chain.set(this, kappa(), value);
    }

    /**
     * {@return the parameter, {@code optimizer.truncation.tau}: the cut-off tau below which singular values are
     * discarded}
     */
    default DoubleParam tau() {
        return new DoubleParam(
                this, "tau", "the cut-off tau below which singular values are discarded (optimizer.truncation.tau)");
    }

    /** {@return the cut-off tau below which singular values are discarded} */
    default double getTau() {
        return (double) getOrDefault(tau());
    }

    /**
     * {@return this, with {@link #tau} set}
     *
     * @param value the cut-off tau below which singular values are discarded
     */
    default T setTau(double value) {
        return Chain.set(this, tau(), value);
    }

    /**
     * {@return the parameter, {@code optimizer.truncation.relative}: whether tau is relative to the largest singular
     * value}
     */
    default BooleanParam relativeTruncation() {
        return new BooleanParam(
                this,
                "relativeTruncation",
                "whether tau is relative to the largest singular value (optimizer.truncation.relative)");
    }

    /** {@return whether tau is relative to the largest singular value} */
    default boolean getRelativeTruncation() {
        return (boolean) getOrDefault(relativeTruncation());
    }

    /**
     * {@return this, with {@link #relativeTruncation} set}
     *
     * @param value whether tau is relative to the largest singular value
     */
    default T setRelativeTruncation(boolean value) {
        return Chain.set(this, relativeTruncation(), value);
    }

    /** {@return the parameter, {@code optimizer.parameter-share}: the share of the parameters that a step changes} */
    default DoubleParam parameterShare() {
        return new DoubleParam(
                this,
                "parameterShare",
                "the share of the parameters that a step changes, drawn anew each time (optimizer.parameter-share)");
    }

    /** {@return the share of the parameters that a step changes, drawn anew each time} */
    default double getParameterShare() {
        return (double) getOrDefault(parameterShare());
    }

    /**
     * {@return this, with {@link #parameterShare} set}
     *
     * @param value the share of the parameters that a step changes, drawn anew each time
     */
    default T setParameterShare(double value) {
        return Chain.set(this, parameterShare(), value);
    }

    /**
     * {@return the parameter, {@code optimizer.solver}: how the spectral filter is applied: auto, mllib, gram, kernel,
     * tsqr, direct or krylov}
     */
    default Param<String> solver() {
        return new Param<>(
                this,
                "solver",
                "how the spectral filter is applied: auto, mllib, gram, kernel, tsqr, direct or krylov"
                        + " (optimizer.solver)");
    }

    /** {@return how the spectral filter is applied: auto, mllib, gram, kernel, tsqr, direct or krylov} */
    default String getSolver() {
        return getOrDefault(solver());
    }

    /**
     * {@return this, with {@link #solver} set}
     *
     * @param value how the spectral filter is applied: auto, mllib, gram, kernel, tsqr, direct or krylov
     */
    default T setSolver(String value) {
        return Chain.set(this, solver(), value);
    }
}
