package org.halfinverse.experiment;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.halfinverse.experiment.ExperimentConfig.ExecutionConfig.Mode;
import org.halfinverse.experiment.OptimizerConfig.SolverChoice;
import org.halfinverse.io.DataException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.linalg.NativeBlas;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.Simulator;
import org.halfinverse.spark.RowMatrixSolver;
import org.halfinverse.spark.SparkBatch;
import org.halfinverse.spark.SparkRuntime;
import org.halfinverse.spectral.CheckedSolver;
import org.halfinverse.spectral.DirectSolver;
import org.halfinverse.spectral.GramSolver;
import org.halfinverse.spectral.KernelSolver;
import org.halfinverse.spectral.KrylovSolver;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SolverCost;
import org.halfinverse.spectral.StepSize;
import org.halfinverse.spectral.TallSkinnyQrSolver;
import org.halfinverse.train.DataLayout;

/**
 * Which solver applies the spectral filter, and where mini-batches are linearised: by cost, memory and accuracy.
 *
 * @param size of a full mini-batch's step
 * @param parameters n of the network; columns of J may be fewer
 * @param candidates all solvers with their costs, cheapest first; none for optimizers that need none
 * @param chosen the solver
 * @param accurate the one that repeats steps of which the chosen one is not sure
 * @param mode {@code DRIVER} or {@code CLUSTER}
 * @param reason why there
 */
public record StepPlan(
        StepSize size,
        int parameters,
        List<Candidate> candidates,
        Optional<Candidate> chosen,
        Optional<Candidate> accurate,
        Mode mode,
        String reason) {
    /** A block's share of the Gram matrix that may be in memory, and in a message, at a time. */
    private static final long GRAM_TILES = 256L << 20;
    /** Operations a second of one core in matrix products, by native code or by Java: what machines of today do. */
    private static final double NATIVE_RATE = 25e9;

    private static final double JAVA_RATE = 2e9;
    /** What Spark needs for a step, jobs and shuffles, whatever it computes. */
    private static final double JOB_SECONDS = 0.03;
    /** The share of the driver's memory that samples may take without Spark. */
    private static final double SAMPLES_SHARE = 0.25;
    /** The share of the driver's memory that a step may take. */
    private static final double STEP_SHARE = 0.9;

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    /** The largest square matrix in one array. */
    private static final int LARGEST_SQUARE = 46_000;

    private static final double GIBIBYTE = 1L << 30;

    /**
     * A solver that could be used.
     *
     * @param choice its name
     * @param cost of a step
     * @param bytes of the driver, with the tasks that run in it
     * @param obstacle why it cannot be used, empty if it can
     */
    public record Candidate(SolverChoice choice, SolverCost cost, double bytes, Optional<String> obstacle) {
        /**
         * Whether it can be used.
         *
         * @return true if there is no obstacle
         */
        public boolean fits() {
            return obstacle.isEmpty();
        }

        /**
         * An estimate of the time of a step on the driver's cores.
         *
         * @return seconds
         */
        public double seconds() {
            return StepPlan.seconds(cost.taskWork(), cost.driverWork());
        }
    }

    /**
     * Chooses what the configuration leaves open, and refuses what cannot be done.
     *
     * @param config what is asked for
     * @param model network plus simulator plus loss
     * @param samples number of training samples
     * @param allSamples number of training and test samples
     * @return the plan
     * @throws ConfigurationException if solver and execution exclude each other
     * @throws DataException if no solver fits
     */
    static StepPlan of(ExperimentConfig config, PhysicsModel model, long samples, long allSamples) {
        Problem problem = config.problem().problem();
        long width = problem.inputSize() + model.simulator().stateSize() + (long) problem.targetSize();
        int blocks = config.execution().blocks();
        requireArraysFit(model.simulator(), width, blocks);
        StepSize size = StepSize.of(model, Math.min(config.training().batchSize(), samples), blocks);
        double sampleBytes = (double) allSamples * width * Double.BYTES;
        List<Candidate> candidates = List.of();
        Optional<Candidate> chosen = Optional.empty();
        Optional<Candidate> accurate = Optional.empty();
        SolverChoice asked = config.optimizer().solver();
        if (config.optimizer().method().isSpectral()) {
            candidates = candidates(size, config);
            Candidate first = asked == SolverChoice.AUTO ? cheapest(candidates) : required(candidates, asked);
            chosen = Optional.of(first);
            if (asked == SolverChoice.AUTO && !first.cost.isAccurate()) {
                accurate = first(candidates, c -> isAutomatic(c) && c.cost.isAccurate());
            }
        }
        double seconds = chosen.map(Candidate::seconds).orElseGet(() -> seconds(size.linearizeFlops(), 0));
        return placed(
                config, size, model.network().parameterCount(), candidates, chosen, accurate, seconds, sampleBytes);
    }

    private static StepPlan placed(
            ExperimentConfig config,
            StepSize size,
            int parameters,
            List<Candidate> candidates,
            Optional<Candidate> chosen,
            Optional<Candidate> accurate,
            double seconds,
            double sampleBytes) {
        boolean mllib = chosen.map(Candidate::choice).equals(Optional.of(SolverChoice.MLLIB));
        Mode asked = config.execution().mode();
        if (asked == Mode.DRIVER && mllib) {
            throw new ConfigurationException("execution.mode = driver excludes optimizer.solver = mllib, which is"
                    + " Spark's: use another solver");
        }
        Mode mode;
        String reason;
        if (asked != Mode.AUTO) {
            mode = asked;
            reason = "as configured";
        } else if (mllib) {
            mode = Mode.CLUSTER;
            reason = "solver mllib is Spark's";
        } else if (sampleBytes > SAMPLES_SHARE * memory()) {
            mode = Mode.CLUSTER;
            reason = String.format(Locale.ROOT, "the samples take %.1f GiB", sampleBytes / GIBIBYTE);
        } else if (SparkRuntime.isLocal(config.spark())) {
            mode = Mode.DRIVER;
            reason = "Spark has no cores or memory to add on this machine";
        } else {
            boolean cheap = seconds <= JOB_SECONDS;
            mode = cheap ? Mode.DRIVER : Mode.CLUSTER;
            reason = String.format(
                    Locale.ROOT,
                    "a step takes about %.2g s, %s than a Spark job",
                    seconds,
                    cheap ? "no longer" : "longer");
        }
        return new StepPlan(size, parameters, candidates, chosen, accurate, mode, reason);
    }

    /**
     * The solver of this plan.
     *
     * @param config with its settings
     * @return a solver for mini-batches in the executors
     */
    Solver<? super SparkBatch> clusterSolver(ExperimentConfig config) {
        boolean mllib = chosen.map(Candidate::choice).equals(Optional.of(SolverChoice.MLLIB));
        return mllib ? new RowMatrixSolver() : driverSolver(config);
    }

    /**
     * The solver of this plan.
     *
     * @param config with its settings
     * @return a solver for mini-batches anywhere; of optimizers that need none any, which nobody asks
     */
    Solver<LinearizedBatch> driverSolver(ExperimentConfig config) {
        Solver<LinearizedBatch> first = solver(chosen.map(Candidate::choice).orElse(SolverChoice.DIRECT), config);
        return accurate.isEmpty() ? first : new CheckedSolver<>(first, solver(accurate.get().choice, config));
    }

    private static Solver<LinearizedBatch> solver(SolverChoice choice, ExperimentConfig config) {
        return switch (choice) {
            case GRAM -> new GramSolver(GRAM_TILES);
            case KERNEL -> new KernelSolver();
            case TSQR -> new TallSkinnyQrSolver();
            case DIRECT -> new DirectSolver();
            case KRYLOV -> new KrylovSolver(config.optimizer().krylovIterations());
            case AUTO, MLLIB -> throw new IllegalArgumentException(choice + " is no solver for any engine");
        };
    }

    /**
     * Whether Spark takes part.
     *
     * @return true if mini-batches are linearised in executors
     */
    public boolean usesSpark() {
        return mode == Mode.CLUSTER;
    }

    /**
     * The chosen solver's name, with that of the one that repeats its steps.
     *
     * @return for instance {@code gram, checked, else tsqr}; empty for optimizers that need none
     */
    public Optional<String> solverName() {
        return chosen.map(candidate -> candidate.choice.label()
                + accurate.map(other -> ", checked, else " + other.choice.label())
                        .orElse(""));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "J of %,d × %,d%s, execution %s",
                size.rows(),
                parameters,
                solverName().map(name -> ", solver " + name).orElse(""),
                mode.label());
    }

    private static List<Candidate> candidates(StepSize size, ExperimentConfig config) {
        return Arrays.stream(SolverChoice.values())
                .filter(choice -> choice != SolverChoice.AUTO)
                .map(choice -> candidate(choice, cost(choice, size, config), size))
                .sorted(Comparator.comparingDouble(Candidate::seconds))
                .toList();
    }

    private static SolverCost cost(SolverChoice choice, StepSize size, ExperimentConfig config) {
        Solver<?> solver = choice == SolverChoice.MLLIB ? new RowMatrixSolver() : solver(choice, config);
        return solver.cost(size);
    }

    private static Candidate candidate(SolverChoice choice, SolverCost cost, StepSize size) {
        double bytes = cost.driverBytes() + cost.taskBytes() * Math.min(cores(), size.blocks());
        return new Candidate(choice, cost, bytes, obstacle(choice, bytes, size));
    }

    private static Optional<String> obstacle(SolverChoice choice, double bytes, StepSize size) {
        double n = size.columns();
        double m = size.rows();
        boolean tooWide = switch (choice) {
            case KERNEL -> m > LARGEST_SQUARE;
            case GRAM, TSQR -> n > LARGEST_SQUARE;
            case DIRECT -> m * n > LARGEST_ARRAY || Math.min(m, n) > LARGEST_SQUARE;
            case MLLIB -> n > RowMatrixSolver.MOST_COLUMNS;
            case KRYLOV, AUTO -> false;
        };
        if (tooWide) {
            return Optional.of(
                    choice == SolverChoice.MLLIB
                            ? String.format(
                                    Locale.ROOT,
                                    "takes up to %,d parameters, and the network has %,d",
                                    RowMatrixSolver.MOST_COLUMNS,
                                    size.columns())
                            : String.format(
                                    Locale.ROOT, "needs a matrix larger than an array for J of %,.0f × %,.0f", m, n));
        }
        return bytes <= STEP_SHARE * memory()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "needs about %.1f GiB in the driver for a Jacobian of %,.0f × %,.0f, which has %.1f GiB",
                        bytes / GIBIBYTE,
                        m,
                        n,
                        memory() / GIBIBYTE));
    }

    /** The iteration for what is too large for all others; MLlib only where it is asked for. */
    private static boolean isAutomatic(Candidate candidate) {
        return candidate.choice != SolverChoice.MLLIB && candidate.choice != SolverChoice.KRYLOV;
    }

    private static Optional<Candidate> first(List<Candidate> candidates, Predicate<Candidate> which) {
        return candidates.stream().filter(Candidate::fits).filter(which).findFirst();
    }

    private static Candidate cheapest(List<Candidate> candidates) {
        return first(candidates, StepPlan::isAutomatic)
                .or(() -> first(candidates, candidate -> candidate.choice == SolverChoice.KRYLOV))
                .orElseThrow(() -> {
                    Candidate smallest = candidates.stream()
                            .min(Comparator.comparingDouble(Candidate::bytes))
                            .orElseThrow();
                    return refusal(smallest, candidates);
                });
    }

    private static Candidate required(List<Candidate> candidates, SolverChoice asked) {
        Candidate candidate = candidates.stream()
                .filter(other -> other.choice == asked)
                .findFirst()
                .orElseThrow();
        if (!candidate.fits()) {
            throw refusal(candidate, candidates);
        }
        return candidate;
    }

    private static DataException refusal(Candidate candidate, List<Candidate> candidates) {
        String others = candidates.stream()
                .filter(Candidate::fits)
                .map(other -> other.choice.label())
                .collect(Collectors.joining(" or "));
        String smaller = candidate.choice == SolverChoice.KRYLOV
                ? "a smaller optimizer.krylov-iterations"
                : candidate.choice == SolverChoice.KERNEL || candidate.choice == SolverChoice.DIRECT
                        ? "a smaller training.batch-size"
                        : "a smaller network";
        return new DataException(String.format(
                Locale.ROOT,
                "solver %s %s: use %s%s, or more memory (HIG_JAVA_OPTS=-Xmx…)",
                candidate.choice.label(),
                candidate.obstacle.orElseThrow(),
                others.isEmpty() ? "" : "solver = " + others + ", ",
                smaller));
    }

    private static void requireArraysFit(Simulator simulator, long width, int blocks) {
        double jacobian = (double) simulator.outputSize() * simulator.controlSize();
        if (jacobian > LARGEST_ARRAY) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "the Jacobian of a simulator with %,d outputs and %,d controls does not fit one array",
                    simulator.outputSize(),
                    simulator.controlSize()));
        }
        if ((double) DataLayout.PIECE * blocks * width > LARGEST_ARRAY) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "execution.blocks = %,d is too many for samples of %,d numbers: use %,d or fewer",
                    blocks,
                    width,
                    LARGEST_ARRAY / DataLayout.PIECE / width));
        }
    }

    private static double seconds(double taskWork, double driverWork) {
        return (taskWork / cores() + driverWork) / (NativeBlas.isNative() ? NATIVE_RATE : JAVA_RATE);
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static double memory() {
        return Runtime.getRuntime().maxMemory();
    }
}
