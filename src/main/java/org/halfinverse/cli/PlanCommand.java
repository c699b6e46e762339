package org.halfinverse.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.StepPlan;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.CheckedSolver;
import org.halfinverse.spectral.SolverCandidate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hig plan CONF}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        versionProvider = Hig.VersionProvider.class,
        sortOptions = false,
        description = {
            "Says, without training, which solver and execution a configuration would use, and why.",
            "",
            "For each solver: floating-point operations a step, memory of the driver with the tasks that run in it, memory"
                    + " of one task, a rough time on this machine's cores, and the smallest singular value, relative to the"
                    + " largest, that it tells from rounding.",
            ""
        },
        footer = {
            "",
            "Example:  scripts/hig plan conf/oscillators-linear.conf --set training.batch-size=4096",
            "",
            "Ends with 4 if the configuration cannot run in the memory there is, and says what could."
        })
final class PlanCommand implements Callable<Integer> {
    private static final double MEBIBYTE = 1L << 20;

    @Mixin
    private ConfigArguments arguments = new ConfigArguments();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private PlanCommand() {}

    @Override
    public Integer call() {
        ExperimentConfig config = arguments.load(null);
        Experiment experiment = new Experiment(config, ConfigArguments.storage(config));
        StepPlan plan = experiment.plan();
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s: %,d training samples, mini-batches of %,d in %,d blocks%n",
                config.name(),
                experiment.samples(Split.TRAIN),
                plan.size().samples(),
                plan.size().blocks());
        out.printf(
                Locale.ROOT,
                "Jacobian: %,d rows, %,d parameters%s%n",
                plan.size().rows(),
                plan.parameters(),
                plan.size().columns() == plan.parameters()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", %,d columns without the control directions that no output feels",
                                plan.size().columns()));
        if (!plan.solvers().candidates().isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "%n%-8s %14s %14s %14s %10s %10s%n",
                    "solver",
                    "flops a step",
                    "driver MiB",
                    "task MiB",
                    "seconds",
                    "resolves");
            plan.solvers().candidates().forEach(candidate -> print(out, candidate));
        }
        out.println();
        plan.solvers()
                .chosen()
                .ifPresent(chosen -> out.printf(
                        "solver     %s%s%n",
                        chosen.label(),
                        plan.solvers()
                                .accurate()
                                .map(accurate ->
                                        ", the cheapest that fits; where the estimated error of its step exceeds "
                                                + CheckedSolver.TOLERANCE + ", "
                                                + accurate.label() + " repeats it")
                                .orElse("")));
        out.printf("execution  %s: %s%n", plan.mode().label(), plan.reason());
        return ExitCode.DONE.code;
    }

    private static void print(PrintWriter out, SolverCandidate candidate) {
        out.printf(
                Locale.ROOT,
                "%-8s %14.3g %,14.1f %,14.1f %10.2g %10.0e%s%n",
                candidate.label(),
                candidate.cost().flops(),
                candidate.bytes() / MEBIBYTE,
                candidate.cost().taskBytes() / MEBIBYTE,
                candidate.seconds(),
                candidate.cost().resolution(),
                candidate.obstacle().map(obstacle -> "  " + obstacle.sentence()).orElse(""));
    }
}
