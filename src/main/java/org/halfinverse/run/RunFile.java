package org.halfinverse.run;

/** What stands in the directory of a run: the schema for whoever writes, reads or explains it. */
public enum RunFile {
    /** Settings. */
    CONFIG("config.conf", "every setting of the run, defaults included; `hig train config.conf` repeats it"),
    /** Steps and evaluations. */
    METRICS("metrics.jsonl", "one JSON object a line for every step and every evaluation, written as they happen"),
    /** θ. */
    PARAMETERS(
            "model/parameters.npy",
            "θ as one vector: the weights of the first layer row by row (in × out), its biases, and so on layer by layer"),
    /** θ by layer. */
    WEIGHTS(
            "model/weights.npz",
            "the same as arrays `W0`, `b0`, `W1`, `b1` …, for NumPy and the `set_weights` of Keras"),
    /** The network as a graph. */
    NETWORK(
            "model/network.onnx",
            "the network as a graph that runs in other languages, in float64, ONNX operator set 13"),
    /** What θ are parameters of. */
    DESCRIPTION(
            "model/model.json",
            "architecture, problem, how the training ended, and what the numbers depend on; with `output.keep-best` the step"
                    + " and loss of the best evaluation, whose parameters these then are"),
    /** θ after every step. */
    TRACE("trace/theta-0000000K.npy", "θ after step K, if `output.trace-parameters` is true"),
    /** States. */
    CHECKPOINTS("checkpoints/", "the last few states of the training as arrays, with a manifest and checksums"),
    /** Scalars. */
    EVENTS(
            "events.out.tfevents.…",
            "scalars for TensorBoard, if `output.tensorboard` is true; one more file each time the run goes on"),
    /** Figures. */
    FIGURES("figures/", "the figures that `hig report` draws of the run, as SVG and PNG"),
    /** Page. */
    REPORT("report.html", "the page that `hig report` makes of the run"),
    /** Log. */
    LOG("log.txt", "the log of the run, Spark's included");

    private final String pattern;
    private final String content;

    RunFile(String pattern, String content) {
        this.pattern = pattern;
        this.content = content;
    }

    /** {@return the path relative to the run directory, without a slash at its end} */
    public String path() {
        return pattern.replaceFirst("/$", "");
    }

    /** {@return the path as documents show it: that of a directory ends in a slash} */
    public String pattern() {
        return pattern;
    }

    /** {@return what it holds, a phrase for the user, in Markdown} */
    public String content() {
        return content;
    }
}
