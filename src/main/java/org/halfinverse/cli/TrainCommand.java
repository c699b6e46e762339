package org.halfinverse.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.config.OptimizerConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.RunDirectory;
import org.halfinverse.samples.Split;
import org.halfinverse.train.TrainingResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hig train CONF}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Hig.VersionProvider.class,
        sortOptions = false,
        description = {
            "Trains one network and writes a run directory.",
            "",
            "The configuration names what is learned (problem), the network, the method (optimizer), the mini-batches and"
                    + " limits (training), and the place of the results (output). conf/ has examples, and"
                    + " src/site/markdown/configuration.md explains every key.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  scripts/hig train conf/toy.conf",
            "  scripts/hig train conf/toy.conf --set optimizer.type=adam --set optimizer.learning-rate=0.01 --output runs/adam",
            "  scripts/hig train conf/oscillators-linear.conf --master 'local[2]'",
            "  scripts/hig train runs/toy/config.conf --output runs/toy-again",
            "  scripts/hig train conf/toy.conf --set training.max-epochs=2000 --resume",
            "",
            "Ctrl-C ends a training after the current step and writes a checkpoint, from which --resume goes on. A second"
                    + " Ctrl-C ends it at once."
        })
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private ConfigArguments arguments = new ConfigArguments();

    @Option(names = "--output", paramLabel = "DIR", description = "Directory of the run, instead of output.directory.")
    private @Nullable String output;

    @Option(
            names = "--resume",
            description =
                    "Go on from the newest undamaged checkpoint in the directory of the run, or begin if there is none."
                            + " You can give the same command again and again.")
    private boolean resume;

    @Option(names = "--quiet", description = "Print nothing but warnings and errors.")
    private boolean quiet;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private TrainCommand() {}

    @Override
    public Integer call() {
        ExperimentConfig config = arguments.load(output);
        Storage storage = ConfigArguments.storage(config);
        if (!resume) {
            new RunDirectory(storage, config.output().directory()).requireFree(); // before data take their time
        }
        Experiment experiment = new Experiment(config, storage);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (!quiet) {
            out.printf(
                    Locale.ROOT,
                    "%s: %,d training samples, %,d parameters; %s%n",
                    config.name(),
                    experiment.samples(Split.TRAIN),
                    experiment.parameterCount(),
                    experiment.plan());
            out.flush();
        }
        try (InterruptSignals signals = InterruptSignals.listen(experiment::requestStop)) {
            TrainingResult result;
            ConsoleProgress progress =
                    quiet ? ConsoleProgress.silent(err) : ConsoleProgress.on(err, config, experiment);
            try (progress) {
                result = resume
                        ? experiment.resume(progress, progress::warn)
                        : experiment.train(progress, progress::warn);
            }
            return report(result, config, out, err);
        }
    }

    private int report(TrainingResult result, ExperimentConfig config, PrintWriter out, PrintWriter err) {
        String directory = config.output().directory();
        if (result.end() == TrainingResult.End.DIVERGED) {
            err.printf(
                    Locale.ROOT,
                    "hig: diverged: %s; the results so far are in %s: try %s%n",
                    result.reason(),
                    directory,
                    String.join(" or ", remedies(result, config.optimizer())));
        } else if (!quiet) {
            out.printf(
                    Locale.ROOT,
                    "%s after %,d steps in %.1f s of training (%.1f steps/s)%n",
                    result.end() == TrainingResult.End.FINISHED ? "finished" : "interrupted",
                    result.step(),
                    result.seconds(),
                    result.seconds() > 0 ? result.step() / result.seconds() : 0);
            result.evaluation().ifPresent(evaluation -> {
                out.printf(Locale.ROOT, "  mean loss  train %.6g", evaluation.trainLoss());
                evaluation.testLoss().ifPresent(loss -> out.printf(Locale.ROOT, ", test %.6g", loss));
                out.println();
            });
            out.printf("  written to %s: metrics.jsonl, model/, checkpoints/, config.conf, log.txt%n", directory);
            out.printf("  look at it:  scripts/hig report %s%n", directory);
            if (result.end() == TrainingResult.End.INTERRUPTED) {
                out.printf("  go on:       scripts/hig train %s/config.conf --resume%n", directory);
            } else {
                out.printf("  again:       scripts/hig train %s/config.conf --output DIR%n", directory);
            }
        }
        out.flush();
        err.flush();
        return ExitCode.of(result.end()).code;
    }

    private static List<String> remedies(TrainingResult result, OptimizerConfig optimizer) {
        List<String> remedies = new ArrayList<>();
        if (result.step() == 0) {
            remedies.add("hig check");
        }
        remedies.add("a smaller optimizer.learning-rate");
        if (optimizer.hasStepControl()) {
            remedies.add("a limit of the step by optimizer.max-update-norm");
        }
        if (optimizer.optimizer().isSpectral()) {
            remedies.add("a larger optimizer.truncation.tau");
        }
        return remedies;
    }
}
