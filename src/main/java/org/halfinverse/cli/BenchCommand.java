package org.halfinverse.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.series.Benchmark;
import org.halfinverse.series.Benchmark.Measurement;
import org.halfinverse.series.SolverSteps;
import org.halfinverse.series.StepTimes;
import org.halfinverse.spectral.Phase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hig bench CONF}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Hig.VersionProvider.class,
        sortOptions = false,
        description = {
            "Measures the time of a step for batch sizes and solvers, and prints one JSON array.",
            "",
            "Every case is a training from the configuration's initial parameters, after another one that warms the JVM"
                    + " up. It has the times of all steps and, in solvers, those of the steps that each solver made, alone or"
                    + " after another had been rejected. solver, flops and gemm_peak_fraction of a case are those of the most"
                    + " frequent solver. flops is what a step needs by the plan, without a refinement. gemm_peak_fraction"
                    + " compares its rate with matrix products of this machine on all cores, measured before and after. It is"
                    + " null if the plan counts more operations than the machine could have made.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  scripts/hig bench conf/oscillators-linear.conf --batch 32,256 --solver auto,tsqr --steps 20 \\",
            "      --set optimizer.truncation.tau=1e-6"
        })
final class BenchCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private ConfigArguments arguments = new ConfigArguments();

    @Option(
            names = "--batch",
            paramLabel = "B",
            split = ",",
            required = true,
            description = "Batch sizes. A problem that draws its samples draws as many.")
    private List<Long> batches = List.of();

    @Option(
            names = "--solver",
            paramLabel = "S",
            split = ",",
            defaultValue = "auto",
            description = "Solvers (default: ${DEFAULT-VALUE}).")
    private List<String> solvers = List.of();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "10",
            description = "Steps to time for each case (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "5",
            description = "Least number of steps to make before; unless it is 0, they take 3 seconds at least (default:"
                    + " ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--quiet", description = "Print no progress.")
    private boolean quiet;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private BenchCommand() {}

    @Override
    public Integer call() throws JsonProcessingException {
        if (steps < 1 || warmUp < 0) {
            throw new ConfigurationException(
                    "--steps must be positive and --warm-up not negative, not " + steps + " and " + warmUp);
        }
        ExperimentConfig config = arguments.load(null);
        Benchmark benchmark =
                new Benchmark(ConfigArguments.storage(config), arguments.path(), arguments.overrides(null));
        solvers.forEach(solver -> batches.forEach(batch -> benchmark.check(batch, solver)));
        PrintWriter err = spec.commandLine().getErr();
        ArrayNode results = JSON.createArrayNode();
        for (String solver : solvers) {
            for (long batch : batches) {
                Measurement measured = benchmark.measure(batch, solver, warmUp, steps);
                results.add(describe(measured));
                if (!quiet) {
                    measured.bySolver().forEach(steps -> err.println(line(measured, steps)));
                    err.flush();
                }
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(results));
        out.flush();
        return ExitCode.DONE.code;
    }

    private static String line(Measurement measured, SolverSteps made) {
        OptionalDouble fraction = made.gemmPeakFraction();
        return String.format(
                Locale.ROOT,
                "batch %,d  solver %s (%s)  %d of %d steps  %.4g s a step  %s",
                measured.batch(),
                made.way(),
                measured.execution(),
                made.times().steps(),
                measured.all().steps(),
                made.times().medianSeconds(),
                fraction.isPresent()
                        ? String.format(Locale.ROOT, "%.0f %% of GEMM peak", 100 * fraction.getAsDouble())
                        : "faster than the operations of the plan at the GEMM peak");
    }

    private static ObjectNode describe(Measurement measured) {
        ObjectNode node = JSON.createObjectNode().put("batch", measured.batch());
        SolverSteps mostFrequent = measured.bySolver().get(0);
        putSolver(node, mostFrequent);
        node.put("execution", measured.execution()).put("rows", measured.rows()).put("columns", measured.columns());
        putTimes(node, measured.all());
        putFlops(node, mostFrequent);
        ArrayNode solvers = node.putArray("solvers");
        measured.bySolver().forEach(made -> solvers.add(describe(made)));
        return node.put("blas", measured.blas()).put("peak_memory_bytes", measured.peakMemoryBytes());
    }

    private static ObjectNode describe(SolverSteps made) {
        ObjectNode node = JSON.createObjectNode();
        putSolver(node, made);
        putTimes(node, made.times());
        putFlops(node, made);
        return node;
    }

    private static void putSolver(ObjectNode node, SolverSteps made) {
        node.put("solver", made.way().solver().orElse("none"));
        made.way().rejected().ifPresent(cheaper -> node.put("rejected", cheaper));
    }

    private static void putFlops(ObjectNode node, SolverSteps made) {
        node.put("flops", made.flops());
        made.gemmPeakFraction()
                .ifPresentOrElse(
                        fraction -> node.put("gemm_peak_fraction", fraction), () -> node.putNull("gemm_peak_fraction"));
    }

    private static void putTimes(ObjectNode node, StepTimes times) {
        node.put("steps", times.steps())
                .put("median_seconds", times.medianSeconds())
                .put("min_seconds", times.minSeconds());
        ObjectNode phases = node.putObject("phase");
        for (Phase phase : Phase.values()) {
            phases.put(phase.label(), times.phases().getOrDefault(phase, 0.0));
        }
    }
}
