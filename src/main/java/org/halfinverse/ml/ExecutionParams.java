package org.halfinverse.ml;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters of the Estimator that say where steps are made and what is kept of them, and all other settings.
 *
 * @param <T> the class that has these parameters
 */
public interface ExecutionParams<T extends Params> extends Params {
    /**
     * {@return the parameter, {@code execution.mode}: where steps are made: driver, cluster, or auto for whichever is
     * cheaper}
     */
    default Param<String> execution() {
        return new Param<>(
                this,
                "execution",
                "where steps are made: driver, cluster, or auto for whichever is cheaper (execution.mode)");
    }

    /** {@return where steps are made: driver, cluster, or auto for whichever is cheaper} */
    default String getExecution() {
        return getOrDefault(execution());
    }

    /**
     * {@return this, with {@link #execution} set}
     *
     * @param value where steps are made: driver, cluster, or auto for whichever is cheaper
     */
    default T setExecution(String value) {
        return Chain.set(this, execution(), value);
    }

    /**
     * {@return the parameter, {@code execution.blocks}: number of blocks into which the samples are divided; part of
     * the meaning of the last digits}
     */
    default IntParam blocks() {
        return new IntParam(
                this,
                "blocks",
                "number of blocks into which the samples are divided; part of the meaning of the last digits (execution.blocks)");
    }

    /** {@return number of blocks into which the samples are divided} */
    default int getBlocks() {
        return (int) getOrDefault(blocks());
    }

    /**
     * {@return this, with {@link #blocks} set}
     *
     * @param value number of blocks into which the samples are divided
     */
    default T setBlocks(int value) {
        return Chain.set(this, blocks(), value);
    }

    /** {@return the parameter: directory in which each training keeps a run directory and goes on from there} */
    default Param<String> checkpointDirectory() {
        return new Param<>(
                this,
                "checkpointDirectory",
                "directory in which each training keeps a run directory and goes on from there (parent of output.directory)");
    }

    /** {@return directory in which each training keeps a run directory and goes on from there} */
    default String getCheckpointDirectory() {
        return getOrDefault(checkpointDirectory());
    }

    /**
     * {@return this, with {@link #checkpointDirectory} set}
     *
     * @param value directory in which each training keeps a run directory and goes on from there
     */
    default T setCheckpointDirectory(String value) {
        return Chain.set(this, checkpointDirectory(), value);
    }

    /** {@return the parameter, {@code output.checkpoint-every}: steps between checkpoints} */
    default LongParam checkpointEvery() {
        return new LongParam(this, "checkpointEvery", "steps between checkpoints (output.checkpoint-every)");
    }

    /** {@return steps between checkpoints} */
    default long getCheckpointEvery() {
        return (long) getOrDefault(checkpointEvery());
    }

    /**
     * {@return this, with {@link #checkpointEvery} set}
     *
     * @param value steps between checkpoints
     */
    default T setCheckpointEvery(long value) {
        return Chain.set(this, checkpointEvery(), value);
    }

    /** {@return the parameter: further settings of the configuration in HOCON, for instance "optimizer.beta1 = 0.8"} */
    default Param<String> settings() {
        return new Param<>(
                this,
                "settings",
                "further settings of the configuration in HOCON, for instance \"optimizer.beta1 = 0.8\" (any key)");
    }

    /** {@return further settings of the configuration in HOCON, for instance "optimizer.beta1 = 0.8"} */
    default String getSettings() {
        return getOrDefault(settings());
    }

    /**
     * {@return this, with {@link #settings} set}
     *
     * @param value further settings of the configuration in HOCON, for instance "optimizer.beta1 = 0.8"
     */
    default T setSettings(String value) {
        return Chain.set(this, settings(), value);
    }
}
