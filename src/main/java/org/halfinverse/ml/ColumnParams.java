package org.halfinverse.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters of the Estimator that name the columns of the samples and of the results.
 *
 * @param <T> the class that has these parameters
 */
public interface ColumnParams<T extends Params> extends Params {
    /** {@return the parameter: column of the network inputs s: vectors or arrays of numbers} */
    default Param<String> inputCol() {
        return new Param<>(this, "inputCol", "column of the network inputs s: vectors or arrays of numbers");
    }

    /** {@return column of the network inputs s: vectors or arrays of numbers} */
    default String getInputCol() {
        return getOrDefault(inputCol());
    }

    /**
     * {@return this, with {@link #inputCol} set}
     *
     * @param value column of the network inputs s: vectors or arrays of numbers
     */
    default T setInputCol(String value) {
        return Chain.set(this, inputCol(), value);
    }

    /** {@return the parameter: column of the initial states x; if not set, the problem derives them} */
    default Param<String> stateCol() {
        return new Param<>(this, "stateCol", "column of the initial states x; if not set, the problem derives them");
    }

    /** {@return column of the initial states x} */
    default String getStateCol() {
        return getOrDefault(stateCol());
    }

    /**
     * {@return this, with {@link #stateCol} set}
     *
     * @param value column of the initial states x
     */
    default T setStateCol(String value) {
        return Chain.set(this, stateCol(), value);
    }

    /** {@return the parameter: column of the targets; if not set, the problem derives them} */
    default Param<String> targetCol() {
        return new Param<>(this, "targetCol", "column of the targets; if not set, the problem derives them");
    }

    /** {@return column of the targets} */
    default String getTargetCol() {
        return getOrDefault(targetCol());
    }

    /**
     * {@return this, with {@link #targetCol} set}
     *
     * @param value column of the targets
     */
    default T setTargetCol(String value) {
        return Chain.set(this, targetCol(), value);
    }

    /** {@return the parameter: column that gets the controls u, the outputs of the network} */
    default Param<String> controlCol() {
        return new Param<>(this, "controlCol", "column that gets the controls u, the outputs of the network");
    }

    /** {@return column that gets the controls u, the outputs of the network} */
    default String getControlCol() {
        return getOrDefault(controlCol());
    }

    /**
     * {@return this, with {@link #controlCol} set}
     *
     * @param value column that gets the controls u, the outputs of the network
     */
    default T setControlCol(String value) {
        return Chain.set(this, controlCol(), value);
    }

    /** {@return the parameter: column that gets the simulated outputs y; if not set, nothing is simulated for it} */
    default Param<String> outputCol() {
        return new Param<>(
                this, "outputCol", "column that gets the simulated outputs y; if not set, nothing is simulated for it");
    }

    /** {@return column that gets the simulated outputs y} */
    default String getOutputCol() {
        return getOrDefault(outputCol());
    }

    /**
     * {@return this, with {@link #outputCol} set}
     *
     * @param value column that gets the simulated outputs y
     */
    default T setOutputCol(String value) {
        return Chain.set(this, outputCol(), value);
    }

    /** {@return the parameter: column that gets the loss of each sample; if not set, it is not computed} */
    default Param<String> lossCol() {
        return new Param<>(this, "lossCol", "column that gets the loss of each sample; if not set, it is not computed");
    }

    /** {@return column that gets the loss of each sample} */
    default String getLossCol() {
        return getOrDefault(lossCol());
    }

    /**
     * {@return this, with {@link #lossCol} set}
     *
     * @param value column that gets the loss of each sample
     */
    default T setLossCol(String value) {
        return Chain.set(this, lossCol(), value);
    }
}
