package org.halfinverse.run;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.config.OptimizerConfig.SolverChoice;
import org.halfinverse.io.DataException;
import org.halfinverse.linalg.NativeBlas;
import org.halfinverse.spark.RowMatrixSolver;
import org.halfinverse.spectral.DirectSolver;
import org.halfinverse.spectral.GramSolver;
import org.halfinverse.spectral.KernelSolver;
import org.halfinverse.spectral.KrylovSolver;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SolverCost;
import org.halfinverse.spectral.StepSize;
import org.halfinverse.spectral.TallSkinnyQrSolver;

/**
 * A solver that could be used for a step.
 *
 * @param choice its name
 * @param cost of a step
 * @param bytes of the driver, with the tasks that run in it
 * @param obstacle why it cannot be used, empty if it can
 */
public record SolverCandidate(SolverChoice choice, SolverCost cost, double bytes, Optional<Obstacle> obstacle) {
    /** A block's share of the Gram matrix that may be in memory, and in a message, at a time. */
    private static final long GRAM_TILES = 256L << 20;
    /** Operations a second of one core in matrix products, by native code or by Java: what machines of today do. */
    private static final double NATIVE_RATE = 25e9;

    private static final double JAVA_RATE = 2e9;
    /** The share of the driver's memory that a step may take. */
    private static final double STEP_SHARE = 0.9;

    /** Entries of the largest array. */
    static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    /** The largest square matrix in one array. */
    private static final int LARGEST_SQUARE = 46_000;

    /** Bytes of a GiB. */
    static final double GIBIBYTE = 1L << 30;

    /**
     * Why a solver cannot be used.
     *
     * @param sentence the reason, without a subject
     * @param isMemory whether more memory would help
     */
    public record Obstacle(String sentence, boolean isMemory) {}

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
        return seconds(cost.taskWork(), cost.driverWork());
    }

    /** All solvers, cheapest first. */
    static List<SolverCandidate> all(StepSize size, ExperimentConfig config) {
        return Arrays.stream(SolverChoice.values())
                .filter(choice -> choice != SolverChoice.AUTO)
                .map(choice -> candidate(choice, cost(choice, size, config), size))
                .sorted(Comparator.comparingDouble(SolverCandidate::seconds))
                .toList();
    }

    private static SolverCost cost(SolverChoice choice, StepSize size, ExperimentConfig config) {
        Solver<?> solver = choice == SolverChoice.MLLIB ? new RowMatrixSolver() : solver(choice, config);
        return solver.cost(size);
    }

    private static SolverCandidate candidate(SolverChoice choice, SolverCost cost, StepSize size) {
        double bytes = cost.driverBytes() + cost.taskBytes() * Math.min(cores(), size.blocks());
        return new SolverCandidate(choice, cost, bytes, obstacle(choice, bytes, size));
    }

    private static Optional<Obstacle> obstacle(SolverChoice choice, double bytes, StepSize size) {
        double n = size.columns();
        double m = size.rows();
        boolean tooWide = switch (choice) {
            case KERNEL -> m > LARGEST_SQUARE;
            case GRAM, TSQR -> n > LARGEST_SQUARE;
            case DIRECT -> m * n > LARGEST_ARRAY || Math.min(m, n) > LARGEST_SQUARE;
            case MLLIB -> n > RowMatrixSolver.MOST_COLUMNS;
            case KRYLOV, AUTO -> false;
        };
        if (tooWide && choice == SolverChoice.MLLIB) {
            return Optional.of(new Obstacle(
                    String.format(
                            Locale.ROOT,
                            "takes up to %,d parameters, and the network has %,d",
                            RowMatrixSolver.MOST_COLUMNS,
                            size.columns()),
                    false));
        }
        if (tooWide) {
            return Optional.of(new Obstacle(
                    String.format(Locale.ROOT, "needs a matrix larger than an array for J of %,.0f × %,.0f", m, n),
                    false));
        }
        return bytes <= STEP_SHARE * memory()
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        String.format(
                                Locale.ROOT,
                                "needs about %.1f GiB in the driver for a Jacobian of %,.0f × %,.0f, which has %.1f GiB",
                                bytes / GIBIBYTE,
                                m,
                                n,
                                memory() / GIBIBYTE),
                        true));
    }

    private boolean isTooLargeForAnyMemory() {
        return obstacle.stream().anyMatch(found -> !found.isMemory);
    }

    /** The iteration for what is too large for all others; MLlib only where it is asked for. */
    private static boolean isAutomatic(SolverCandidate candidate) {
        return candidate.choice != SolverChoice.MLLIB && candidate.choice != SolverChoice.KRYLOV;
    }

    private static Optional<SolverCandidate> first(List<SolverCandidate> candidates, Predicate<SolverCandidate> which) {
        return candidates.stream().filter(SolverCandidate::fits).filter(which).findFirst();
    }

    /** The cheapest that is right whatever the singular values are. */
    static Optional<SolverCandidate> accurate(List<SolverCandidate> candidates) {
        return first(candidates, candidate -> isAutomatic(candidate) && candidate.cost.isAccurate());
    }

    /** What is used where nothing is asked for. */
    static SolverCandidate cheapest(List<SolverCandidate> candidates) {
        return first(candidates, SolverCandidate::isAutomatic)
                .or(() -> first(candidates, candidate -> candidate.choice == SolverChoice.KRYLOV))
                .orElseThrow(() -> {
                    SolverCandidate smallest = candidates.stream()
                            .min(Comparator.comparing(SolverCandidate::isTooLargeForAnyMemory)
                                    .thenComparingDouble(SolverCandidate::bytes))
                            .orElseThrow();
                    return refusal(smallest, candidates);
                });
    }

    /** The one that is asked for. */
    static SolverCandidate required(List<SolverCandidate> candidates, SolverChoice asked) {
        SolverCandidate candidate = candidates.stream()
                .filter(other -> other.choice == asked)
                .findFirst()
                .orElseThrow();
        if (!candidate.fits()) {
            throw refusal(candidate, candidates);
        }
        return candidate;
    }

    private static DataException refusal(SolverCandidate candidate, List<SolverCandidate> candidates) {
        String others = candidates.stream()
                .filter(SolverCandidate::fits)
                .map(other -> other.choice.label())
                .collect(Collectors.joining(" or "));
        String smaller = candidate.choice == SolverChoice.KRYLOV
                ? "a smaller optimizer.krylov-iterations"
                : candidate.choice == SolverChoice.KERNEL || candidate.choice == SolverChoice.DIRECT
                        ? "a smaller training.batch-size"
                        : "a smaller network";
        Obstacle obstacle = candidate.obstacle.orElseThrow();
        return new DataException(String.format(
                Locale.ROOT,
                "solver %s %s: use %s%s%s",
                candidate.choice.label(),
                obstacle.sentence,
                others.isEmpty() ? "" : "solver = " + others + (obstacle.isMemory ? ", " : " or "),
                smaller,
                obstacle.isMemory ? ", or more memory (HIG_JAVA_OPTS=-Xmx…)" : ""));
    }

    /** The solver of a name, for mini-batches anywhere. */
    static Solver<LinearizedBatch> solver(SolverChoice choice, ExperimentConfig config) {
        return switch (choice) {
            case GRAM -> new GramSolver(GRAM_TILES);
            case KERNEL -> new KernelSolver();
            case TSQR -> new TallSkinnyQrSolver();
            case DIRECT -> new DirectSolver();
            case KRYLOV -> new KrylovSolver(config.optimizer().krylovIterations());
            case AUTO, MLLIB -> throw new IllegalArgumentException(choice + " is no solver for any engine");
        };
    }

    /** An estimate of the time of some work on the driver's cores. */
    static double seconds(double taskWork, double driverWork) {
        return (taskWork / cores() + driverWork) / (NativeBlas.isNative() ? NATIVE_RATE : JAVA_RATE);
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Bytes that the driver may use. */
    static double memory() {
        return Runtime.getRuntime().maxMemory();
    }
}
