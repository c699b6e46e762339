package org.halfinverse.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.FirstSteps;
import org.halfinverse.run.StepPlan;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.KrylovSolver;
import org.halfinverse.spectral.SolverCandidate;
import org.halfinverse.spectral.SolverTrust;
import org.halfinverse.spectral.Spectrum;
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
            "The table has, for each solver, the floating-point operations of a step, the memory of the driver with the tasks"
                    + " that run in it, the same with a refinement, the memory of one task, a rough time on this machine's"
                    + " cores without the simulator, and the smallest singular value, relative to the largest, that it can"
                    + " tell from rounding.",
            "",
            "Formulas know neither how long the simulator takes nor whether the chosen solver resolves what the cut-off"
                    + " keeps. The command therefore makes some steps from the initial parameters, unless they take longer"
                    + " than some seconds or need Spark, and the last lines say which solver made them and how long one"
                    + " took. It writes nothing.",
            ""
        },
        footer = {
            "",
            "If training.max-seconds allows fewer than a hundred exact steps, the last line suggests inexact ones.",
            "",
            "Example:  scripts/hig plan conf/oscillators-linear.conf --set training.batch-size=4096",
            "",
            "Exit code 4 means that the configuration cannot run in this memory. The message then says what could."
        })
final class PlanCommand implements Callable<Integer> {
    private static final double MEBIBYTE = 1L << 20;
    /** A training of fewer exact steps than that has hardly begun. */
    private static final double FEW_STEPS = 100;

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
                "Jacobian: %,d rows, %,d parameters%s%s%n",
                plan.size().rows(),
                plan.parameters(),
                plan.trained() == plan.parameters()
                        ? ""
                        : String.format(Locale.ROOT, ", %,d of which train", plan.trained()),
                plan.size().columns() == plan.trained()
                        ? ""
                        : String.format(
                                Locale.ROOT, ", %,d columns %s", plan.size().columns(), reason(config)));
        if (!plan.solvers().candidates().isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "%n%-8s %14s %12s %12s %12s %10s %10s%n",
                    "solver",
                    "flops a step",
                    "driver MiB",
                    "refined MiB",
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
                                                + Spectrum.TOLERANCE + " and rounding of J alone does not explain it, "
                                                + accurate.label() + " repeats it")
                                .orElse("")));
        plan.solvers().accurate().ifPresent(accurate -> out.printf("           %s%n", SolverTrust.RULE));
        out.printf("execution  %s: %s%n", plan.mode().label(), plan.reason());
        Optional<String> obstacle = FirstSteps.obstacle(plan);
        Optional<FirstSteps> first = obstacle.isEmpty() ? Optional.of(FirstSteps.of(experiment)) : Optional.empty();
        plan.solvers()
                .chosen()
                .filter(chosen -> !chosen.cost().isAccurate())
                .ifPresent(chosen -> out.printf(
                        "steps      %s%n",
                        first.map(steps -> steps(steps, plan, chosen))
                                .orElseGet(() -> "not tried, since " + obstacle.orElseThrow()
                                        + "; it depends on the singular values that the cut-off keeps: "
                                        + floor(chosen))));
        first.filter(steps -> steps.seconds().isPresent())
                .ifPresent(steps -> out.printf(
                        Locale.ROOT,
                        "seconds    %.2g a step, simulator and all: measured over %,d steps%n",
                        steps.seconds().getAsDouble(),
                        steps.steps()));
        inexact(config, plan).ifPresent(offer -> out.printf("inexact    %s%n", offer));
        return ExitCode.DONE.code;
    }

    /** Why J has fewer columns than parameters train. */
    private static String reason(ExperimentConfig config) {
        return config.optimizer().parameterShare() < 1
                ? "in each step, drawn anew"
                : "without the control directions that no output feels";
    }

    /** What makes more steps in the time allowed, where that is too short for exact ones. */
    private static Optional<String> inexact(ExperimentConfig config, StepPlan plan) {
        OptionalDouble allowed = config.training().limits().seconds();
        Optional<SolverCandidate> exact =
                plan.solvers().chosen().filter(chosen -> !chosen.solver().isInexact());
        if (allowed.isEmpty() || exact.isEmpty() || exact.get().seconds() * FEW_STEPS <= allowed.getAsDouble()) {
            return Optional.empty();
        }
        KrylovSolver krylov = KrylovSolver.inexact();
        SolverCandidate inexact = SolverCandidate.of(krylov, plan.size());
        return inexact.fits() && inexact.seconds() < exact.get().seconds() / 2
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "training.max-seconds = %s is enough for about %.2g steps of %s; optimizer.solver = krylov"
                                + " with optimizer.krylov-iterations = %d makes about %.2g, in the Krylov space of the"
                                + " gradient alone",
                        allowed.getAsDouble(),
                        allowed.getAsDouble() / exact.get().seconds(),
                        exact.get().label(),
                        krylov.mostIterations(),
                        allowed.getAsDouble() / inexact.seconds()))
                : Optional.empty();
    }

    private static String floor(SolverCandidate chosen) {
        return String.format(
                Locale.ROOT,
                "%s tells none below %.0e of the largest from rounding",
                chosen.label(),
                chosen.cost().resolution());
    }

    /** Whether the chosen solver made the first steps. */
    private static String steps(FirstSteps steps, StepPlan plan, SolverCandidate chosen) {
        if (steps.spectra().isEmpty()) {
            return steps.divergence()
                    .map(reason -> "the first one diverges: " + reason)
                    .orElse("none was made");
        }
        String end = steps.divergence()
                .map(reason -> "; then the training diverges: " + reason)
                .orElse("");
        String kept = steps.smallestRatio().isPresent()
                ? String.format(
                        Locale.ROOT,
                        "singular values down to %.1g of the largest were kept",
                        steps.smallestRatio().getAsDouble())
                : "no singular value was kept";
        int made = steps.spectra().size();
        long tries = steps.tries(chosen.label());
        long failures = steps.failures(chosen.label());
        if (failures == 0) {
            return String.format(Locale.ROOT, "all of the first %d by %s; %s%s", made, chosen.label(), kept, end);
        }
        return String.format(
                Locale.ROOT,
                "%s was not accurate enough in %d of %d tries in the first %d steps%s; %s, and %s%s",
                chosen.label(),
                failures,
                tries,
                made,
                plan.solvers()
                        .accurate()
                        .map(accurate -> String.format(
                                Locale.ROOT,
                                ", and %s repeated those: expect about %.2g s, and %.2g s more when %s is tried",
                                accurate.label(),
                                accurate.seconds(),
                                chosen.seconds(),
                                chosen.label()))
                        .orElse(": use solver = auto, or a larger cut-off"),
                kept,
                floor(chosen),
                end);
    }

    private static void print(PrintWriter out, SolverCandidate candidate) {
        out.printf(
                Locale.ROOT,
                "%-8s %14.3g %,12.1f %12s %,12.1f %10.2g %10.0e%s%n",
                candidate.label(),
                candidate.cost().flops(),
                candidate.plainBytes() / MEBIBYTE,
                candidate.cost().refinementBytes() > 0
                        ? String.format(Locale.ROOT, "%,.1f", candidate.bytes() / MEBIBYTE)
                        : "–",
                candidate.cost().taskBytes() / MEBIBYTE,
                candidate.seconds(),
                candidate.cost().resolution(),
                candidate.obstacle().map(obstacle -> "  " + obstacle.sentence()).orElse(""));
    }
}
