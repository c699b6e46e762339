package org.halfinverse.cli;

import java.util.List;
import org.halfinverse.io.Storage;
import org.halfinverse.report.SweepFigures;
import org.halfinverse.series.VariantResult;
import org.halfinverse.series.Variants;
import picocli.CommandLine.Command;

/** {@code hig sweep CONF}. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        versionProvider = Hig.VersionProvider.class,
        sortOptions = false,
        description = {
            "Trains every combination of the values in sweep { key = [value, …] … }, and writes a table and figures of the"
                    + " results.",
            "",
            "Any key of a configuration can be swept. With seed = [1, 2, 3] among them, each combination is repeated, and"
                    + " the tables have medians over the seeds. A run that fails or diverges is recorded and does not end"
                    + " the others.",
            "",
            "Each optimizer and solver is warmed up before its first run, by up to two seconds of a training that is thrown"
                    + " away. This makes the comparison of times fair. Results do not depend on it.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  scripts/hig sweep conf/sweep-kappa.conf",
            "  scripts/hig sweep conf/sweep-batch-size.conf --output runs/batch-size",
            "",
            "Ctrl-C ends it after the current step. The same command goes on and does not repeat finished runs, even if you"
                    + " have added values to the grid."
        })
final class SweepCommand extends SeriesCommand {
    private SweepCommand() {}

    @Override
    Variants read(Storage storage, String path, List<String> overrides) {
        return Variants.sweep(storage, path, overrides);
    }

    @Override
    void draw(Storage storage, String directory, List<VariantResult> outcomes) {
        SweepFigures.write(storage, directory, outcomes);
    }
}
