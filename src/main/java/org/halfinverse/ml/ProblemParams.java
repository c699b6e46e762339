package org.halfinverse.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters of the Estimator that choose the problem, with its simulator and its loss.
 *
 * @param <T> the class that has these parameters
 */
public interface ProblemParams<T extends Params> extends Params {
    /**
     * {@return the parameter: the problem: a built-in one by its name, or a ProblemFactory by the name of its class}
     */
    default Param<String> problem() {
        return new Param<>(
                this,
                "problem",
                "the problem: a built-in one by its name, or a ProblemFactory by the name of its class (problem.type or problem.class)");
    }

    /** {@return the problem: a built-in one by its name, or a ProblemFactory by the name of its class} */
    default String getProblem() {
        return getOrDefault(problem());
    }

    /**
     * {@return this, with {@link #problem} set}
     *
     * @param value the problem: a built-in one by its name, or a ProblemFactory by the name of its class
     */
    default T setProblem(String value) {
        return Chain.set(this, problem(), value);
    }

    /** {@return the parameter: the problem's own settings in HOCON, for instance "lambda = 0.01"} */
    default Param<String> problemParameters() {
        return new Param<>(
                this,
                "problemParameters",
                "the problem's own settings in HOCON, for instance \"lambda = 0.01\" (the rest of problem)");
    }

    /** {@return the problem's own settings in HOCON, for instance "lambda = 0.01"} */
    default String getProblemParameters() {
        return getOrDefault(problemParameters());
    }

    /**
     * {@return this, with {@link #problemParameters} set}
     *
     * @param value the problem's own settings in HOCON, for instance "lambda = 0.01"
     */
    default T setProblemParameters(String value) {
        return Chain.set(this, problemParameters(), value);
    }

    /** {@return the parameter, {@code problem.loss}: the loss, instead of the problem's own} */
    default Param<String> loss() {
        return new Param<>(this, "loss", "the loss, instead of the problem's own (problem.loss)");
    }

    /** {@return the loss, instead of the problem's own} */
    default String getLoss() {
        return getOrDefault(loss());
    }

    /**
     * {@return this, with {@link #loss} set}
     *
     * @param value the loss, instead of the problem's own
     */
    default T setLoss(String value) {
        return Chain.set(this, loss(), value);
    }

    /**
     * {@return the parameter, {@code problem.standardize-targets}: whether outputs and targets are compared in units of
     * the targets' spread}
     */
    default BooleanParam standardizeTargets() {
        return new BooleanParam(
                this,
                "standardizeTargets",
                "whether outputs and targets are compared in units of the targets' spread (problem.standardize-targets)");
    }

    /** {@return whether outputs and targets are compared in units of the targets' spread} */
    default boolean getStandardizeTargets() {
        return (boolean) getOrDefault(standardizeTargets());
    }

    /**
     * {@return this, with {@link #standardizeTargets} set}
     *
     * @param value whether outputs and targets are compared in units of the targets' spread
     */
    default T setStandardizeTargets(boolean value) {
        return Chain.set(this, standardizeTargets(), value);
    }
}
