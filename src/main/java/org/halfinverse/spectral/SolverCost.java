package org.halfinverse.spectral;

import org.halfinverse.linalg.BlasThreads;
import org.halfinverse.linalg.SymmetricEigen;

/**
 * What a step by a solver costs.
 *
 * @param flops floating-point operations
 * @param taskWork operations of the blocks, which cores and executors divide among them; those weighted with the factor
 *     by which they are slower that do not run at the speed of matrix products because they wait for memory, so that
 *     times are work over one rate
 * @param driverWork operations of the driver, on one core, weighted likewise
 * @param taskBytes memory of a block's task
 * @param driverBytes memory of the driver
 * @param refinementBytes what a step takes beside that in the driver where it has to be refined, at the most
 * @param retainedBytes memory of all blocks' linearisation, where several passes want it; kept as far as memory allows
 * @param resolution the smallest σ/σ_max that it tells from rounding
 */
public record SolverCost(
        double flops,
        double taskWork,
        double driverWork,
        double taskBytes,
        double driverBytes,
        double refinementBytes,
        double retainedBytes,
        double resolution) {
    /** The share of the driver's memory that linearised blocks may take which are kept from pass to pass. */
    private static final double RETAINED_SHARE = 0.25;

    /** Operations of a symmetric eigendecomposition applied to one vector over {@code n³}. */
    static final double EIGEN_FLOPS = 4.0 / 3;

    /** Its work over {@code n³}: half of the reduction to tridiagonal form is products with vectors. */
    private static final double EIGEN_WORK = 4;

    /** The same for two threads together. */
    private static final double EIGEN_WORK_OF_TWO = 5.5;

    /** The same by way of a band, products of matrices and short loops. */
    private static final double EIGEN_WORK_IN_STAGES = 2.8;

    /** Its work over {@code n²}: what is divided and conquered is short loops, most of the time of a small matrix. */
    private static final double EIGEN_LOOPS = 800;

    /** Operations of a singular value decomposition applied to one vector over {@code n³}. */
    static final double SVD_FLOPS = 20.0 / 3;

    /** Its work over {@code n³}: half of the reduction to bidiagonal form is products with vectors. */
    private static final double SVD_WORK = 11;

    /** Its work over {@code n²}, twice that of an eigendecomposition. */
    private static final double SVD_LOOPS = 2 * EIGEN_LOOPS;

    /** Weight of products of matrices with vectors. */
    static final double LEVEL2 = 5;

    /** The resolution of decompositions of J itself. */
    static final double FULL_RESOLUTION = 1e-15;

    /** Matrices of {@code size × k} numbers that a refinement of k vectors needs at once: they, their images, coordinates. */
    static final double REFINEMENT_MATRICES = 5;

    /**
     * What a step by a solver costs that refines nothing and retains nothing.
     *
     * @param flops floating-point operations
     * @param taskWork operations of the blocks
     * @param driverWork operations of the driver
     * @param taskBytes memory of a block's task
     * @param driverBytes memory of the driver
     * @param resolution the smallest σ/σ_max that it tells from rounding
     */
    public SolverCost(
            double flops, double taskWork, double driverWork, double taskBytes, double driverBytes, double resolution) {
        this(flops, taskWork, driverWork, taskBytes, driverBytes, 0, 0, resolution);
    }

    /** The same with what a refinement takes. */
    SolverCost refining(double bytes) {
        return new SolverCost(flops, taskWork, driverWork, taskBytes, driverBytes, bytes, retainedBytes, resolution);
    }

    /** The same with blocks that are linearised once for several passes. */
    SolverCost retaining(double bytes) {
        return new SolverCost(flops, taskWork, driverWork, taskBytes, driverBytes, refinementBytes, bytes, resolution);
    }

    /**
     * {@return whether linearised blocks are kept from pass to pass, and not made anew}
     *
     * @param bytes of all of them
     */
    public static boolean isRetained(double bytes) {
        return bytes <= RETAINED_SHARE * Runtime.getRuntime().maxMemory();
    }

    /** Work of a symmetric eigendecomposition of n × n, applied to one vector. */
    static double eigenWork(double n) {
        return (reductionWork(n, Runtime.getRuntime().availableProcessors()) * n + EIGEN_LOOPS) * n * n;
    }

    private static double reductionWork(double n, int cores) {
        if (SymmetricEigen.isInTwoStages(n)) {
            return EIGEN_WORK_IN_STAGES / cores;
        }
        return SymmetricEigen.isByTwoThreads(n) ? EIGEN_WORK_OF_TWO / Math.min(2, cores) : EIGEN_WORK;
    }

    /** Work of a singular value decomposition of n × n, applied to one vector. */
    static double svdWork(double n) {
        return (SVD_WORK * n / BlasThreads.countFor(n) + SVD_LOOPS) * n * n;
    }

    /** {@return whether the direction is right whatever the singular values are; else it has to be checked} */
    public boolean isAccurate() {
        return resolution < SquaredSpectrum.RESOLUTION;
    }
}
