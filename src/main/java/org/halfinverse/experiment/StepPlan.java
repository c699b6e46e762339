package org.halfinverse.experiment;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.halfinverse.experiment.ExperimentConfig.ExecutionConfig.Mode;
import org.halfinverse.experiment.OptimizerConfig.SolverChoice;
import org.halfinverse.io.DataException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.Simulator;
import org.halfinverse.spark.RowMatrixSolver;
import org.halfinverse.spark.SparkRuntime;
import org.halfinverse.train.DataLayout;

/**
 * Which solver applies the spectral filter, and where mini-batches are linearised.
 *
 * @param solver {@code DIRECT} or {@code MLLIB}; empty for optimizers that need none
 * @param mode {@code DRIVER} or {@code CLUSTER}
 * @param rows m of a full mini-batch
 * @param columns n
 */
public record StepPlan(Optional<SolverChoice> solver, Mode mode, long rows, int columns) {
    /** Copies of J that the dense SVD needs at once: blocks as they arrive, J, its transpose or copy, Q. */
    private static final int DENSE_COPIES = 5;
    /** Matrices of n × n that MLlib needs at once beside the blocks' triangles: JᵀJ, its copy, two sets of vectors. */
    private static final int GRAM_COPIES = 4;
    /** What a step may cost to be done before a Spark job has even started: some 10 ms in plain Java. */
    private static final double CHEAP_FLOPS = 2e7;
    /** The share of the driver's memory that samples may take without Spark. */
    private static final double SAMPLES_SHARE = 0.25;

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

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
        long rows = Math.min(config.training().batchSize(), samples)
                * model.simulator().outputSize();
        int columns = model.network().parameterCount();
        boolean spectral = config.optimizer().method().isSpectral();
        Optional<SolverChoice> solver =
                spectral ? Optional.of(solver(config.optimizer().solver(), rows, columns, blocks)) : Optional.empty();
        boolean cheap = flops(spectral, rows, columns) <= CHEAP_FLOPS
                && (double) allSamples * width * Double.BYTES
                        <= SAMPLES_SHARE * Runtime.getRuntime().maxMemory();
        Mode mode = mode(config.execution().mode(), solver, config.spark(), cheap);
        return new StepPlan(solver, mode, rows, columns);
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
     * Whether the solver is MLlib's.
     *
     * @return true for {@code RowMatrix.computeSVD}
     */
    public boolean usesMllib() {
        return solver.equals(Optional.of(SolverChoice.MLLIB));
    }

    @Override
    public String toString() {
        String with = solver.map(choice -> ", solver " + choice.label()).orElse("");
        return String.format(Locale.ROOT, "J of %,d × %,d%s, execution %s", rows, columns, with, mode.label());
    }

    private static void requireArraysFit(Simulator simulator, long width, int blocks) {
        double jacobians = (double) DataLayout.PIECE * simulator.outputSize() * simulator.controlSize();
        if (jacobians > LARGEST_ARRAY) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "the Jacobians of %d samples of a simulator with %,d outputs and %,d controls do not fit one array",
                    DataLayout.PIECE,
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

    private static SolverChoice solver(SolverChoice asked, long rows, int columns, int blocks) {
        double n = columns;
        double directBytes = DENSE_COPIES * n * rows * Double.BYTES;
        double mllibBytes = (blocks * n * (n + 1) / 2 + GRAM_COPIES * n * n) * Double.BYTES;
        double heap = Runtime.getRuntime().maxMemory();
        boolean directFits = directBytes <= heap && n * rows <= LARGEST_ARRAY;
        boolean mllibFits = mllibBytes <= heap && columns <= RowMatrixSolver.MOST_COLUMNS;
        if (asked == SolverChoice.DIRECT && !directFits) {
            throw tooLarge(asked, directBytes, rows, columns, mllibFits ? SolverChoice.MLLIB : asked);
        }
        if (asked == SolverChoice.MLLIB && columns > RowMatrixSolver.MOST_COLUMNS) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "solver mllib takes up to %,d parameters, and the network has %,d: %s",
                    RowMatrixSolver.MOST_COLUMNS,
                    columns,
                    directFits
                            ? "use solver = direct"
                            : "use a smaller network, or solver = direct with a smaller batch"));
        }
        if (asked == SolverChoice.MLLIB && !mllibFits) {
            throw tooLarge(asked, mllibBytes, rows, columns, directFits ? SolverChoice.DIRECT : asked);
        }
        if (asked != SolverChoice.AUTO) {
            return asked;
        }
        if (directFits) {
            return SolverChoice.DIRECT;
        }
        if (mllibFits) {
            return SolverChoice.MLLIB;
        }
        throw tooLarge(SolverChoice.DIRECT, directBytes, rows, columns, SolverChoice.DIRECT);
    }

    private static DataException tooLarge(
            SolverChoice solver, double bytes, long rows, int columns, SolverChoice alternative) {
        double gibibyte = 1L << 30;
        String way = solver == SolverChoice.DIRECT ? "a smaller training.batch-size" : "fewer execution.blocks";
        return new DataException(String.format(
                Locale.ROOT,
                "solver %s needs about %.1f GiB in the driver for a Jacobian of %,d × %,d, which has %.1f GiB: use %s%s,"
                        + " or more memory (HIG_JAVA_OPTS=-Xmx…)",
                solver.label(),
                bytes / gibibyte,
                rows,
                columns,
                Runtime.getRuntime().maxMemory() / gibibyte,
                alternative == solver ? "" : "solver = " + alternative.label() + ", ",
                way));
    }

    private static Mode mode(Mode asked, Optional<SolverChoice> solver, Map<String, String> spark, boolean cheap) {
        boolean mllib = solver.equals(Optional.of(SolverChoice.MLLIB));
        if (asked == Mode.DRIVER && mllib) {
            throw new ConfigurationException(
                    "execution.mode = driver excludes optimizer.solver = mllib, which is Spark's: use direct");
        }
        if (asked != Mode.AUTO) {
            return asked;
        }
        return cheap && !mllib && SparkRuntime.isLocal(spark) ? Mode.DRIVER : Mode.CLUSTER;
    }

    /** Of a step: passes through the network for every row, and QR and SVD of the small side where asked for. */
    private static double flops(boolean spectral, long rows, int columns) {
        double passes = 6.0 * rows * columns;
        double small = Math.min(rows, columns);
        return spectral ? passes + 8 * small * small * Math.max(rows, columns) : passes;
    }
}
