package org.halfinverse.cli;

import java.util.List;
import org.halfinverse.io.Storage;
import org.halfinverse.series.VariantResult;
import org.halfinverse.series.Variants;
import picocli.CommandLine.Command;

/** {@code hig compare CONF}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Hig.VersionProvider.class,
        sortOptions = false,
        description = {
            "Trains each optimizer of compare = [ … ] from the same parameters on the same data, and draws the figures.",
            "",
            "CONF is a configuration as for train, with a list compare = [ … ]. Each entry has a name and settings of"
                    + " optimizer, training or execution, which replace those of the rest of the file. Each entry"
                    + " has the limits in training as its budget.",
            "",
            "Each optimizer and solver is warmed up before its first run, by up to two seconds of a training that is thrown"
                    + " away. This makes the comparison of times fair. Results do not depend on it.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  scripts/hig compare conf/compare-toy-ill-conditioned.conf",
            "  scripts/hig compare conf/compare-oscillators.conf --set training.max-seconds=30 --output runs/short",
            "",
            "Ctrl-C ends it after the current step. The same command goes on and does not repeat finished runs."
        })
final class CompareCommand extends SeriesCommand {
    private CompareCommand() {}

    @Override
    Variants read(Storage storage, String path, List<String> overrides) {
        return Variants.comparison(storage, path, overrides);
    }

    @Override
    void draw(
            Storage storage,
            String directory,
            List<VariantResult> outcomes) {} // figures/comparison is part of every report
}
