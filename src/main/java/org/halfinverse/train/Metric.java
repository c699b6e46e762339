package org.halfinverse.train;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the lines of {@code metrics.jsonl} hold: the schema for whoever writes, reads, draws or explains them. A key with a
 * dot is that of a number within a block.
 */
public enum Metric {
    /** Steps. */
    STEP("step", "", "steps that have gone into θ, this one included"),
    /** Epochs. */
    EPOCH("epoch", "", "number of the epoch of this step, from 1; in an evaluation, epochs finished"),
    /** Samples. */
    SAMPLES("samples", "", "training samples seen up to and with this step"),
    /** Training time. */
    SECONDS("seconds", "s", "training time so far; evaluations are left out"),
    /** Mini-batch loss. */
    LOSS("loss", "", "loss of the mini-batch, at the θ before the step"),
    /** Gradient. */
    GRADIENT_NORM("gradient_norm", "", "length of the gradient of that loss, at that θ"),
    /** Step length. */
    UPDATE_NORM("update_norm", "", "length of the step"),
    /** η. */
    LEARNING_RATE("learning_rate", "", "η, which scaled the step"),
    /** Engine. */
    EXECUTION("execution", "", "where the step was computed: `driver` or `cluster`"),
    /** Solver. */
    SOLVER("solver", "", "the solver that made the step, if the optimizer looks at singular values"),
    /** Rank. */
    RANK("rank", "", "number of singular values that it kept"),
    /** Number of singular values. */
    RANK_FULL("rank_full", "", "number of all singular values"),
    /** Largest singular value. */
    SIGMA_MAX("sigma_max", "", "the largest singular value"),
    /** Smallest kept singular value. */
    SIGMA_MIN_KEPT("sigma_min_kept", "", "the smallest one that was kept"),
    /** Error of the step. */
    ERROR_ESTIMATE("error_estimate", "", "estimated relative error of the step, `null` if nothing can be said"),
    /** Cheaper solver. */
    REJECTED("rejected", "", "the cheaper solver whose step was too inaccurate, if there was one"),
    /** Some singular values. */
    SIGMAS("sigmas", "", "up to 33 singular values, if `output.spectrum` is true"),
    /** μ. */
    DAMPING("damping", "", "μ of Levenberg–Marquardt, on the scale of σ²"),
    /** ρ. */
    GAIN_RATIO("gain_ratio", "", "the decrease of the loss over the one that Levenberg–Marquardt expected"),
    /** Whether a step was made. */
    ACCEPTED("accepted", "", "1 if Levenberg–Marquardt took the step, 0 if it did not"),
    /** t. */
    STEP_LENGTH(
            "step_length",
            "",
            "t of a line search, by which the direction was multiplied; 0 if no length lowered the loss"),
    /** Cost of a line search. */
    EVALUATIONS("evaluations", "", "number of losses that the search computed"),
    /** Slope of the direction. */
    DESCENT("descent", "", "1 if the direction leads downhill on the mini-batch, 0 if it does not"),
    /** Time of a phase. */
    LINEARIZE("phase.linearize", "s", "time in passes over the samples"),
    /** Time of a phase. */
    REDUCE("phase.reduce", "s", "time in merging the results of blocks"),
    /** Time of a phase. */
    DECOMPOSE("phase.decompose", "s", "time in decompositions and the filter"),
    /** Time of a phase. */
    UPDATE("phase.update", "s", "time in what the optimizer does with its direction"),
    /** Loss of the training samples. */
    TRAIN_LOSS("train_loss", "", "of an evaluation: mean loss of the training samples"),
    /** Loss of the test samples. */
    TEST_LOSS("test_loss", "", "of an evaluation: mean loss of the test samples, if there are any"),
    /** Means of activations. */
    SATURATION_MEAN(
            "saturation.mean",
            "",
            "of an evaluation: mean activation by layer and unit, if `output.saturation` is true"),
    /** Spread of activations. */
    SATURATION_STD("saturation.std", "", "of an evaluation: standard deviations of the activations"),
    /** Watched outputs. */
    TRAJECTORY("trajectory", "", "of an evaluation: outputs of the sample `output.watch-sample`"),
    /** Watched targets. */
    TARGET("target", "", "of an evaluation: targets of that sample"),
    /** BLAS. */
    BLAS("blas", "", "on the first line of a file: the BLAS in use"),
    /** Threads of BLAS. */
    BLAS_THREADS("blas_threads", "", "on the first line of a file: number of its threads");

    private static final Map<String, Metric> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Metric::key, Function.identity()));

    private static final Set<String> BLOCKS = Arrays.stream(values())
            .map(Metric::key)
            .filter(key -> key.contains("."))
            .map(key -> key.substring(0, key.indexOf('.')))
            .collect(Collectors.toUnmodifiableSet());

    private final String key;
    private final String unit;
    private final String meaning;

    Metric(String key, String unit, String meaning) {
        this.key = key;
        this.unit = unit;
        this.meaning = meaning;
    }

    /**
     * {@return the metric of a key, empty if there is none}
     *
     * @param key with the name of the block and a dot before it, where it is in one
     */
    public static Optional<Metric> of(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    /**
     * {@return whether other metrics stand within this one, as in a block}
     *
     * @param name of a field of a line
     */
    public static boolean isBlock(String name) {
        return BLOCKS.contains(name);
    }

    /** {@return the name in a line, behind that of its block and a dot where it is in one} */
    public String key() {
        return key;
    }

    /** {@return seconds as {@code s}; empty for a pure number, a text, and what has the unit of the problem} */
    public String unit() {
        return unit;
    }

    /** {@return a phrase for the user, in Markdown} */
    public String meaning() {
        return meaning;
    }
}
