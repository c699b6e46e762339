package org.halfinverse.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.report.RunReport;
import org.halfinverse.run.Experiment;
import org.halfinverse.series.ResultTable;
import org.halfinverse.series.Series;
import org.halfinverse.series.Variant;
import org.halfinverse.series.VariantResult;
import org.halfinverse.series.Variants;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands have in common that make several experiments. */
abstract class SeriesCommand implements Callable<Integer> {
    @Mixin
    private ConfigArguments arguments = new ConfigArguments();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Directory that holds the directories of all runs, instead of output.directory.")
    private @Nullable String output;

    @Option(names = "--quiet", description = "Print nothing but warnings and errors.")
    private boolean quiet;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--resume",
            description =
                    "Go on where the same command ended before. It does so without this option as well, which exists for"
                            + " scripts that give it to all commands.")
    void resume(boolean always) {}

    /** Draws what the command is about, beside the report of all runs. */
    abstract void draw(Storage storage, String directory, List<VariantResult> outcomes);

    /** The experiments that the file describes. */
    abstract Variants read(Storage storage, String path, List<String> overrides);

    @Override
    public Integer call() {
        Variants variants = read(ConfigArguments.unsharedStorage(), arguments.path(), arguments.overrides(output));
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Series series = new Series(variants, ConfigArguments::storage);
        Console console = new Console(variants, quiet, out, err);
        List<VariantResult> outcomes;
        try (InterruptSignals signals = InterruptSignals.listen(series::requestStop)) {
            outcomes = series.run(console);
        }
        report(variants, outcomes, out, err);
        boolean interrupted = outcomes.size() < variants.list().size()
                || outcomes.stream().anyMatch(outcome -> outcome.end().equals("interrupted"));
        boolean allFailed = outcomes.stream().allMatch(outcome -> outcome.end().equals("failed"));
        ExitCode code =
                interrupted ? ExitCode.INTERRUPTED : allFailed && !outcomes.isEmpty() ? ExitCode.DATA : ExitCode.DONE;
        return code.code;
    }

    private void report(Variants variants, List<VariantResult> outcomes, PrintWriter out, PrintWriter err) {
        List<String> runs = outcomes.stream()
                .filter(outcome -> !outcome.end().equals("failed"))
                .map(outcome -> outcome.variant().config().output().directory())
                .toList();
        String directory = variants.directory();
        if (!runs.isEmpty()) {
            Storage storage = ConfigArguments.storage(variants.list().get(0).config());
            RunReport.write(storage, runs, directory)
                    .complaints()
                    .forEach(complaint -> err.println("warning: " + complaint));
            draw(storage, directory, outcomes);
        }
        if (!quiet) {
            out.printf(
                    "results.md and results.csv%s are in %s%n",
                    runs.isEmpty() ? "" : ", report.html and figures/", directory);
            if (!runs.isEmpty()) {
                out.printf(
                        "look at %s/report.html, or follow runs with  scripts/hig report %s --serve%n",
                        directory, directory);
            }
        }
    }

    /** Shows each run as {@code train} does, between a headline and a line with what came of it. */
    private static final class Console implements Series.Watcher {
        private final Variants variants;
        private final boolean quiet;
        private final PrintWriter out;
        private final PrintWriter err;
        private @Nullable ConsoleProgress current;

        Console(Variants variants, boolean quiet, PrintWriter out, PrintWriter err) {
            this.variants = variants;
            this.quiet = quiet;
            this.out = out;
            this.err = err;
        }

        @Override
        public Series.Progress begins(int number, Variant variant, Experiment experiment) {
            if (!quiet) {
                out.printf(
                        Locale.ROOT,
                        "%d of %d: %s; %s%n",
                        number,
                        variants.list().size(),
                        variant.name(),
                        experiment.plan());
                out.flush();
            }
            current = quiet ? ConsoleProgress.silent(err) : ConsoleProgress.on(err, variant.config(), experiment);
            return current;
        }

        @Override
        public void ended(int number, VariantResult outcome, boolean made, List<VariantResult> all) {
            ExperimentConfig config = outcome.variant().config();
            ResultTable.write(ConfigArguments.storage(config), variants.directory(), all);
            if (outcome.end().equals("failed")) {
                err.printf("warning: %s failed: %s%n", outcome.variant().name(), outcome.reason());
                err.flush();
            } else if (!quiet) {
                out.printf(
                        Locale.ROOT,
                        "  %s%s after %,d steps, %.1f s%s%s%s%n",
                        outcome.end(),
                        made ? "" : " before",
                        outcome.steps(),
                        outcome.seconds(),
                        loss(": train", outcome.trainLoss()),
                        loss(", test", outcome.testLoss()),
                        outcome.end().equals("diverged") ? " (" + outcome.reason() + ")" : "");
                out.flush();
            }
        }

        private static String loss(String what, OptionalDouble loss) {
            return loss.isPresent() ? String.format(Locale.ROOT, "%s %.4g", what, loss.getAsDouble()) : "";
        }

        @Override
        public void accept(String warning) {
            ConsoleProgress progress = current;
            if (progress == null) {
                err.println("warning: " + warning);
            } else {
                progress.warn(warning);
            }
        }
    }
}
