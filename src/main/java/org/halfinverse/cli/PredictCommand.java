package org.halfinverse.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.halfinverse.io.Storage;
import org.halfinverse.predict.FilePrediction;
import org.halfinverse.run.TrainedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hig predict RUN}. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        versionProvider = Hig.VersionProvider.class,
        sortOptions = false,
        description = {
            "Applies a trained network to a data set on Spark, and writes its controls.",
            "",
            "RUN is a run directory that hig train has written. Inputs may be .npy, .npz, .parquet or .csv, like those of a"
                    + " training. Outputs may be any of these, whatever the inputs are. Tables keep all their columns and"
                    + " get a column control. Arrays have the controls in the order of the inputs.",
            "",
            "With --simulate, the simulator runs under these controls, and its outputs and the loss of each sample are"
                    + " written as well. States and targets come from the columns state and target of the inputs, from"
                    + " --states and --targets, or else from the problem.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  scripts/hig predict runs/toy --inputs x.npy --outputs controls.npy",
            "  scripts/hig predict runs/toy --inputs samples.parquet --outputs predictions.parquet --simulate",
            "  scripts/hig predict runs/toy --inputs samples.csv --outputs predictions.csv --master 'local[2]'"
        })
final class PredictCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN", description = "Run directory of a training, any Hadoop path.")
    private String run = "";

    @ArgGroup(multiplicity = "1")
    private From from = new From();

    @Option(
            names = "--outputs",
            paramLabel = "Y",
            required = true,
            description = "Where results go: Y.npy and Y.npz are one file, Y.parquet and Y.csv a directory of files.")
    private String outputs = "";

    @Option(names = "--simulate", description = "Write the simulated outputs and the loss of each sample as well.")
    private boolean simulate;

    @Option(names = "--states", paramLabel = "X", description = "Initial states in a file of their own.")
    private @Nullable String states;

    @Option(names = "--targets", paramLabel = "X", description = "Targets in a file of their own.")
    private @Nullable String targets;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Set one key of the run's configuration, for instance --set spark.executor.memory=4g.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--quiet", description = "Print nothing but warnings and errors.")
    private boolean quiet;

    /** Where inputs are: files named one by one, or by a pattern. */
    private static final class From {
        @Option(
                names = "--inputs",
                paramLabel = "X",
                required = true,
                description = "Network inputs, any Hadoop path: a file, or a directory of Parquet or CSV files.")
        private @Nullable String inputs;

        @Option(
                names = "--inputs-glob",
                paramLabel = "PATTERN",
                required = true,
                description = "Network inputs in all files that a pattern of Hadoop matches, in the order of their"
                        + " names: * ? [a-c] {x,y}.")
        private @Nullable String pattern;
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private PredictCommand() {}

    @Override
    public Integer call() {
        TrainedModel model = TrainedModel.read(ConfigArguments.unsharedStorage(), run, overrides);
        Storage storage = ConfigArguments.storage(model.config());
        boolean pattern = from.pattern != null;
        FilePrediction prediction = new FilePrediction(
                model,
                storage,
                Objects.requireNonNull(pattern ? from.pattern : from.inputs),
                pattern,
                Optional.ofNullable(states),
                Optional.ofNullable(targets),
                outputs,
                simulate);
        Map<String, String> settings = new HashMap<>(model.config().spark());
        if (!quiet && ConsoleProgress.isTerminal()) {
            settings.putIfAbsent("spark.ui.showConsoleProgress", "true");
        }
        FilePrediction.Result result = prediction.run(settings);
        PrintWriter out = spec.commandLine().getOut();
        if (!quiet) {
            out.printf(
                    Locale.ROOT,
                    "%,d rows in %.1f s, %,.0f rows a second%s; in %s%n",
                    result.rows(),
                    result.seconds(),
                    result.throughput(),
                    result.meanLoss().isPresent()
                            ? String.format(
                                    Locale.ROOT,
                                    "; mean loss %.4g",
                                    result.meanLoss().getAsDouble())
                            : "",
                    outputs);
        }
        return ExitCode.DONE.code;
    }
}
