package org.halfinverse.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters of the Estimator that describe the network.
 *
 * @param <T> the class that has these parameters
 */
public interface NetworkParams<T extends Params> extends Params {
    /** {@return the parameter, {@code network.hidden}: widths of the hidden layers} */
    default IntArrayParam hiddenLayers() {
        return new IntArrayParam(this, "hiddenLayers", "widths of the hidden layers (network.hidden)");
    }

    /** {@return widths of the hidden layers} */
    default int[] getHiddenLayers() {
        return getOrDefault(hiddenLayers());
    }

    /**
     * {@return this, with {@link #hiddenLayers} set}
     *
     * @param value widths of the hidden layers
     */
    default T setHiddenLayers(int[] value) {
        return Chain.set(this, hiddenLayers(), value);
    }

    /** {@return the parameter, {@code network.layers}: all layers one by one, a list in HOCON} */
    default Param<String> layers() {
        return new Param<>(
                this, "layers", "all layers one by one, a list in HOCON, instead of hiddenLayers (network.layers)");
    }

    /** {@return all layers one by one, a list in HOCON, instead of hiddenLayers} */
    default String getLayers() {
        return getOrDefault(layers());
    }

    /**
     * {@return this, with {@link #layers} set}
     *
     * @param value all layers one by one, a list in HOCON, instead of hiddenLayers
     */
    default T setLayers(String value) {
        return Chain.set(this, layers(), value);
    }

    /** {@return the parameter, {@code network.trainable}: which layers train: {@code all}, or a list of numbers of layers with parameters} */
    default Param<String> trainable() {
        return new Param<>(
                this,
                "trainable",
                "all, or a list of the layers with parameters that train, such as [0, 2] (network.trainable)");
    }

    /** {@return all, or a list of the layers with parameters that train, such as [0, 2]} */
    default String getTrainable() {
        return getOrDefault(trainable());
    }

    /**
     * {@return this, with {@link #trainable} set}
     *
     * @param value all, or a list of the layers with parameters that train, such as [0, 2]
     */
    default T setTrainable(String value) {
        return Chain.set(this, trainable(), value);
    }

    /** {@return the parameter, {@code network.activation}: activation of the hidden layers} */
    default Param<String> activation() {
        return new Param<>(this, "activation", "activation of the hidden layers (network.activation)");
    }

    /** {@return activation of the hidden layers} */
    default String getActivation() {
        return getOrDefault(activation());
    }

    /**
     * {@return this, with {@link #activation} set}
     *
     * @param value activation of the hidden layers
     */
    default T setActivation(String value) {
        return Chain.set(this, activation(), value);
    }

    /** {@return the parameter, {@code network.initialization}: law of the first weights} */
    default Param<String> initialization() {
        return new Param<>(this, "initialization", "law of the first weights (network.initialization)");
    }

    /** {@return law of the first weights} */
    default String getInitialization() {
        return getOrDefault(initialization());
    }

    /**
     * {@return this, with {@link #initialization} set}
     *
     * @param value law of the first weights
     */
    default T setInitialization(String value) {
        return Chain.set(this, initialization(), value);
    }

    /**
     * {@return the parameter, {@code network.initial-parameters}: file with the first parameters, instead of drawing
     * them}
     */
    default Param<String> initialParameters() {
        return new Param<>(
                this,
                "initialParameters",
                "file with the first parameters, instead of drawing them (network.initial-parameters)");
    }

    /** {@return file with the first parameters, instead of drawing them} */
    default String getInitialParameters() {
        return getOrDefault(initialParameters());
    }

    /**
     * {@return this, with {@link #initialParameters} set}
     *
     * @param value file with the first parameters, instead of drawing them
     */
    default T setInitialParameters(String value) {
        return Chain.set(this, initialParameters(), value);
    }

    /**
     * {@return the parameter, {@code network.standardize-inputs}: whether inputs are brought to mean 0 and standard
     * deviation 1}
     */
    default BooleanParam standardizeInputs() {
        return new BooleanParam(
                this,
                "standardizeInputs",
                "whether inputs are brought to mean 0 and standard deviation 1 (network.standardize-inputs)");
    }

    /** {@return whether inputs are brought to mean 0 and standard deviation 1} */
    default boolean getStandardizeInputs() {
        return (boolean) getOrDefault(standardizeInputs());
    }

    /**
     * {@return this, with {@link #standardizeInputs} set}
     *
     * @param value whether inputs are brought to mean 0 and standard deviation 1
     */
    default T setStandardizeInputs(boolean value) {
        return Chain.set(this, standardizeInputs(), value);
    }
}
