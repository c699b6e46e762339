package org.halfinverse.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.halfinverse.experiment.ConfigurationException;
import org.halfinverse.experiment.DerivativeReport;
import org.halfinverse.experiment.ExperimentConfig;
import org.halfinverse.jacobian.DerivativeCheck.Finding;
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
            "Compares all derivatives of network, simulator and loss with central differences.",
            "",
            "Prints the worst entry of each, its error relative to the largest entry of that derivative. Run it before"
                    + " the first training with a simulator of your own. Needs no Spark.",
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
            description = "Number of parameters to differentiate by, evenly chosen (default: ${DEFAULT-VALUE}).")
    private int parameters;

    @Option(
            names = "--tolerance",
            paramLabel = "E",
            defaultValue = "1e-7",
            description = "Largest relative error that passes (default: ${DEFAULT-VALUE}).")
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
                DerivativeReport.findings(config, ConfigArguments.storage(config), samples, parameters);
        PrintWriter out = spec.commandLine().getOut();
        int width =
                findings.stream().mapToInt(f -> f.derivative().length()).max().orElse(0);
        for (Finding finding : findings) {
            out.printf(
                    Locale.ROOT,
                    "%-4s  %-" + width + "s  %8.1e  at %s: computed %.12g, by differences %.12g%n",
                    passes(finding) ? "ok" : "BAD",
                    finding.derivative(),
                    finding.error(),
                    finding.where(),
                    finding.analytic(),
                    finding.numeric());
        }
        out.flush();
        long bad = findings.stream().filter(finding -> !passes(finding)).count();
        if (bad > 0) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "hig: %d of %d derivatives of %s differ from central differences by more than %.0e%n",
                            bad,
                            findings.size(),
                            config.problem().label(),
                            tolerance);
            return ExitCode.DATA.code;
        }
        out.printf(Locale.ROOT, "all derivatives agree with central differences to %.0e%n", tolerance);
        return Output.completed(out, ExitCode.DONE);
    }

    private boolean passes(Finding finding) {
        return finding.error() <= tolerance;
    }
}
