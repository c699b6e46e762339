package org.halfinverse.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters of the Estimator that set mini-batches and limits.
 *
 * @param <T> the class that has these parameters
 */
public interface TrainingParams<T extends Params> extends Params {
    /** {@return the parameter, {@code training.batch-size}: samples of a mini-batch} */
    default LongParam batchSize() {
        return new LongParam(this, "batchSize", "samples of a mini-batch (training.batch-size)");
    }

    /** {@return samples of a mini-batch} */
    default long getBatchSize() {
        return (long) getOrDefault(batchSize());
    }

    /**
     * {@return this, with {@link #batchSize} set}
     *
     * @param value samples of a mini-batch
     */
    default T setBatchSize(long value) {
        return Chain.set(this, batchSize(), value);
    }

    /** {@return the parameter, {@code training.shuffle}: whether each epoch has an order of its own} */
    default BooleanParam shuffle() {
        return new BooleanParam(this, "shuffle", "whether each epoch has an order of its own (training.shuffle)");
    }

    /** {@return whether each epoch has an order of its own} */
    default boolean getShuffle() {
        return (boolean) getOrDefault(shuffle());
    }

    /**
     * {@return this, with {@link #shuffle} set}
     *
     * @param value whether each epoch has an order of its own
     */
    default T setShuffle(boolean value) {
        return Chain.set(this, shuffle(), value);
    }

    /**
     * {@return the parameter, {@code training.loss-reduction}: how sample losses become that of a mini-batch: mean or
     * sum}
     */
    default Param<String> lossReduction() {
        return new Param<>(
                this,
                "lossReduction",
                "how sample losses become that of a mini-batch: mean or sum (training.loss-reduction)");
    }

    /** {@return how sample losses become that of a mini-batch: mean or sum} */
    default String getLossReduction() {
        return getOrDefault(lossReduction());
    }

    /**
     * {@return this, with {@link #lossReduction} set}
     *
     * @param value how sample losses become that of a mini-batch: mean or sum
     */
    default T setLossReduction(String value) {
        return Chain.set(this, lossReduction(), value);
    }

    /** {@return the parameter, {@code training.max-epochs}: epochs after which training ends} */
    default LongParam maxEpochs() {
        return new LongParam(this, "maxEpochs", "epochs after which training ends (training.max-epochs)");
    }

    /** {@return epochs after which training ends} */
    default long getMaxEpochs() {
        return (long) getOrDefault(maxEpochs());
    }

    /**
     * {@return this, with {@link #maxEpochs} set}
     *
     * @param value epochs after which training ends
     */
    default T setMaxEpochs(long value) {
        return Chain.set(this, maxEpochs(), value);
    }

    /** {@return the parameter, {@code training.max-steps}: steps after which training ends} */
    default LongParam maxSteps() {
        return new LongParam(this, "maxSteps", "steps after which training ends (training.max-steps)");
    }

    /** {@return steps after which training ends} */
    default long getMaxSteps() {
        return (long) getOrDefault(maxSteps());
    }

    /**
     * {@return this, with {@link #maxSteps} set}
     *
     * @param value steps after which training ends
     */
    default T setMaxSteps(long value) {
        return Chain.set(this, maxSteps(), value);
    }

    /** {@return the parameter, {@code training.max-seconds}: seconds of training after which it ends} */
    default DoubleParam maxSeconds() {
        return new DoubleParam(this, "maxSeconds", "seconds of training after which it ends (training.max-seconds)");
    }

    /** {@return seconds of training after which it ends} */
    default double getMaxSeconds() {
        return (double) getOrDefault(maxSeconds());
    }

    /**
     * {@return this, with {@link #maxSeconds} set}
     *
     * @param value seconds of training after which it ends
     */
    default T setMaxSeconds(double value) {
        return Chain.set(this, maxSeconds(), value);
    }

    /** {@return the parameter, {@code seed}: seed of everything random} */
    default LongParam seed() {
        return new LongParam(this, "seed", "seed of everything random (seed)");
    }

    /** {@return seed of everything random} */
    default long getSeed() {
        return (long) getOrDefault(seed());
    }

    /**
     * {@return this, with {@link #seed} set}
     *
     * @param value seed of everything random
     */
    default T setSeed(long value) {
        return Chain.set(this, seed(), value);
    }

    /** {@return the parameter: share of the rows that only judge the network, drawn by the seed} */
    default DoubleParam testFraction() {
        return new DoubleParam(
                this, "testFraction", "share of the rows that only judge the network, drawn by the seed");
    }

    /** {@return share of the rows that only judge the network, drawn by the seed} */
    default double getTestFraction() {
        return (double) getOrDefault(testFraction());
    }

    /**
     * {@return this, with {@link #testFraction} set}
     *
     * @param value share of the rows that only judge the network, drawn by the seed
     */
    default T setTestFraction(double value) {
        return Chain.set(this, testFraction(), value);
    }

    /**
     * {@return the parameter, {@code output.evaluate-every}: epochs between evaluations on all samples; 0 for only the
     * first and the last}
     */
    default LongParam evaluateEvery() {
        return new LongParam(
                this,
                "evaluateEvery",
                "epochs between evaluations on all samples; 0 for only the first and the last (output.evaluate-every)");
    }

    /** {@return epochs between evaluations on all samples} */
    default long getEvaluateEvery() {
        return (long) getOrDefault(evaluateEvery());
    }

    /**
     * {@return this, with {@link #evaluateEvery} set}
     *
     * @param value epochs between evaluations on all samples
     */
    default T setEvaluateEvery(long value) {
        return Chain.set(this, evaluateEvery(), value);
    }

    /**
     * {@return the parameter: the column that is true in the rows that only judge the network; if not set, {@link
     * #testFraction} says which these are}
     */
    default Param<String> validationIndicatorCol() {
        return new Param<>(
                this,
                "validationIndicatorCol",
                "name of the column of truth values that is true in rows that only judge the network, instead of testFraction");
    }

    /** {@return the column that is true in the rows that only judge the network} */
    default String getValidationIndicatorCol() {
        return getOrDefault(validationIndicatorCol());
    }

    /**
     * {@return this, with {@link #validationIndicatorCol} set}
     *
     * @param value the name of the column
     */
    default T setValidationIndicatorCol(String value) {
        return Chain.set(this, validationIndicatorCol(), value);
    }

    /**
     * {@return the parameter, {@code training.patience}: evaluations in a row without a lower loss after which the
     * training ends}
     */
    default LongParam patience() {
        return new LongParam(
                this,
                "patience",
                "evaluations in a row without a lower loss after which the training ends (training.patience)");
    }

    /** {@return evaluations in a row without a lower loss after which the training ends} */
    default long getPatience() {
        return (long) getOrDefault(patience());
    }

    /**
     * {@return this, with {@link #patience} set}
     *
     * @param value evaluations in a row without a lower loss after which the training ends
     */
    default T setPatience(long value) {
        return Chain.set(this, patience(), value);
    }

    /**
     * {@return the parameter, {@code output.keep-best}: whether the model is that with the lowest loss on the rows that
     * only judge it}
     */
    default BooleanParam keepBest() {
        return new BooleanParam(
                this,
                "keepBest",
                "whether the model is that with the lowest loss on the rows that only judge it (output.keep-best)");
    }

    /** {@return whether the model is that with the lowest loss on the rows that only judge it} */
    default boolean getKeepBest() {
        return (boolean) getOrDefault(keepBest());
    }

    /**
     * {@return this, with {@link #keepBest} set}
     *
     * @param value whether the model is that with the lowest loss on the rows that only judge it
     */
    default T setKeepBest(boolean value) {
        return Chain.set(this, keepBest(), value);
    }
}
