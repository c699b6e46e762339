package org.halfinverse.spectral;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.halfinverse.linalg.NativeBlas;

/**
 * A solver that could be used for a step.
 *
 * @param solver of which only what it says of itself is known
 * @param cost of a step
 * @param bytes of the driver, with the tasks that run in it, where a step has to be refined
 * @param obstacle why it cannot be used, empty if it can
 */
public record SolverCandidate(Solver solver, SolverCost cost, double bytes, Optional<Obstacle> obstacle) {
    /** Operations a second of one core in matrix products, by native code or by Java: what machines of today do. */
    private static final double NATIVE_RATE = 25e9;

    private static final double JAVA_RATE = 2e9;
    /** What any step takes, however small: its passes over the samples, its records. */
    private static final double STEP_SECONDS = 2e-4;
    /** The share of the memory for arrays that a step may take. */
    private static final double STEP_SHARE = 0.9;

    /** Bytes. */
    public static final double GIBIBYTE = 1L << 30;

    /**
     * Why a solver cannot be used.
     *
     * @param sentence the reason, without a subject
     * @param isMemory whether more memory would help
     */
    public record Obstacle(String sentence, boolean isMemory) {}

    /** {@return its name} */
    public String label() {
        return solver.label();
    }

    /** {@return true if there is no obstacle} */
    public boolean fits() {
        return obstacle.isEmpty();
    }

    /** {@return an estimate of the seconds that a step takes on the driver's cores} */
    public double seconds() {
        return seconds(cost.taskWork(), cost.driverWork());
    }

    /** {@return bytes of the driver, with the tasks that run in it, of a step that need not be refined} */
    public double plainBytes() {
        return bytes - cost.refinementBytes();
    }

    /** All solvers, cheapest first. */
    static List<SolverCandidate> all(StepSize size, List<Solver> solvers) {
        return solvers.stream()
                .map(solver -> of(solver, size))
                .sorted(Comparator.comparingDouble(SolverCandidate::seconds))
                .toList();
    }

    /**
     * {@return a solver with its cost, which may have an obstacle}
     *
     * @param solver any
     * @param size of a step
     */
    public static SolverCandidate of(Solver solver, StepSize size) {
        SolverCost cost = solver.cost(size);
        double retained = SolverCost.isRetained(cost.retainedBytes()) ? cost.retainedBytes() : 0;
        double bytes = cost.driverBytes()
                + cost.refinementBytes()
                + Math.max(retained, cost.taskBytes() * Math.min(cores(), size.blocks()));
        Optional<Obstacle> obstacle = solver.refusal(size)
                .map(sentence -> new Obstacle(sentence, false))
                .or(() -> lackOfMemory(bytes, size));
        return new SolverCandidate(solver, cost, bytes, obstacle);
    }

    private static Optional<Obstacle> lackOfMemory(double bytes, StepSize size) {
        double memory = STEP_SHARE * memoryForArrays(bytes);
        return bytes <= memory
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        String.format(
                                Locale.ROOT,
                                "needs about %.1f GiB in the driver for a Jacobian of %,d × %,d, which has %.1f GiB for arrays of a step",
                                bytes / GIBIBYTE,
                                size.rows(),
                                size.columns(),
                                memory / GIBIBYTE),
                        true));
    }

    /**
     * The memory that large arrays share, bytes: the largest part of the heap. The serial and the parallel collector set a third of it
     * aside for what is new. To ask takes a twentieth of a second, so what fits into a quarter of any heap is not asked for.
     */
    private static double memoryForArrays(double bytes) {
        double heap = Runtime.getRuntime().maxMemory();
        return bytes <= heap / 4
                ? heap
                : ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .mapToDouble(pool -> pool.getUsage().getMax())
                        .max()
                        .orElse(heap);
    }

    boolean isTooLargeForAnyMemory() {
        return obstacle.stream().anyMatch(found -> !found.isMemory);
    }

    /**
     * {@return an estimate of the seconds that some work on the driver's cores takes}
     *
     * @param taskWork operations that cores divide among them, weighted as in {@link SolverCost}
     * @param driverWork operations on one core
     */
    public static double seconds(double taskWork, double driverWork) {
        return STEP_SECONDS + (taskWork / cores() + driverWork) / (NativeBlas.isNative() ? NATIVE_RATE : JAVA_RATE);
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }
}
