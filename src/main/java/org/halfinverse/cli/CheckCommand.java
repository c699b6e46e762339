package org.halfinverse.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.halfinverse.check.DerivativeReport;
import org.halfinverse.check.Finding;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hig check CONF}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Hig.VersionProvider.class,
        sortOptions = false,
        description = {
            "Compares all derivatives of network, simulator and loss with central differences, and checks the other promises"
                    + " of the classes, for instance that a sample does not depend on its neighbours.",
            "",
            "It prints the worst place of each check and the error there, relative to the largest entry of its kind. A line"
                    + " that begins with BAD has both numbers. Run this command before the first training with a simulator"
                    + " of your own. It needs no Spark.",
            ""
        },
        footer = {"", "Example:  scripts/hig check conf/oscillators-linear.conf"})
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigArguments arguments = new ConfigArguments();

    @Option(
            names = "--samples",
            paramLabel = "B",
            defaultValue = "4",
            description = "Number of samples to check (default: ${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--parameters",
            paramLabel = "N",
            defaultValue = "2000",
            description =
                    "Number of parameters to differentiate with respect to, evenly chosen (default: ${DEFAULT-VALUE}).")
    private int parameters;

    @Option(
            names = "--tolerance",
            paramLabel = "E",
            defaultValue = "1e-7",
            description = "Largest relative error of a derivative that passes (default: ${DEFAULT-VALUE}).")
    private double tolerance;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private CheckCommand() {}

    @Override
    public Integer call() {
        if (!(tolerance > 0)) {
            throw new ConfigurationException("--tolerance must be positive, not " + tolerance);
        }
        ExperimentConfig config = arguments.load(null);
        List<Finding> findings =
                DerivativeReport.findings(config, ConfigArguments.storage(config), samples, parameters, tolerance);
        PrintWriter out = spec.commandLine().getOut();
        findings.forEach(finding -> print(out, finding, findings));
        out.flush();
        List<Finding> bad =
                findings.stream().filter(finding -> !finding.passes()).toList();
        if (bad.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "all derivatives agree with central differences to %.0e, and the classes keep their promises%n",
                    tolerance);
            return ExitCode.DONE.code;
        }
        Finding first = bad.get(0);
        spec.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "hig: %d of %d checks of %s fail; the first is %s: %s: %s%n",
                        bad.size(),
                        findings.size(),
                        config.problem().label(),
                        first.method(),
                        first.subject(),
                        place(first));
        return ExitCode.DATA.code;
    }

    private static void print(PrintWriter out, Finding finding, List<Finding> all) {
        int width = all.stream().mapToInt(f -> f.subject().length()).max().orElse(0);
        String line = String.format(
                Locale.ROOT,
                "%-4s  %-" + width + "s  %8s  %s",
                finding.passes() ? "ok" : "BAD",
                finding.subject(),
                size(finding.error()),
                finding.passes() ? finding.where() : place(finding));
        out.println(line.stripTrailing());
    }

    private static String size(double error) {
        if (Double.isNaN(error)) {
            return "";
        }
        return error == 0 ? "exact" : String.format(Locale.ROOT, "%.1e", error);
    }

    private static String place(Finding finding) {
        return finding.where() + (finding.where().isEmpty() ? "" : ": ") + finding.values();
    }
}
