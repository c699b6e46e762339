package org.halfinverse.experiment;

import java.util.Locale;
import java.util.Map;
import org.halfinverse.experiment.ExperimentConfig.ExecutionConfig.Mode;
import org.halfinverse.experiment.OptimizerConfig.SolverChoice;
import org.halfinverse.io.DataException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.spark.RowMatrixSolver;
import org.halfinverse.spark.SparkRuntime;

/**
 * Which solver applies the spectral filter, and where mini-batches are linearised.
 *
 * @param solver the solver, {@code DIRECT} or {@code MLLIB}
 * @param mode {@code DRIVER} or {@code CLUSTER}
 * @param rows m of a full mini-batch
 * @param columns n
 */
public record StepPlan(SolverChoice solver, Mode mode, long rows, int columns) {
    /** Copies of J that the dense SVD needs at once: blocks as they arrive, J, its transpose or copy, Q. */
    private static final int DENSE_COPIES = 5;
    /** What a step may cost to be done before a Spark job has even started: some 10 ms in plain Java. */
    private static final double CHEAP_FLOPS = 2e7;

    /**
     * Chooses what the configuration leaves open, and refuses what cannot be done.
     *
     * @param config what is asked for
     * @param model network plus simulator plus loss
     * @param samples number of training samples
     * @return the plan
     * @throws ConfigurationException if solver and execution exclude each other
     * @throws DataException if no solver fits
     */
    static StepPlan of(ExperimentConfig config, PhysicsModel model, long samples) {
        long rows = Math.min(config.training().batchSize(), samples)
                * model.simulator().outputSize();
        int columns = model.network().parameterCount();
        boolean spectral = config.optimizer().method().isSpectral();
        SolverChoice solver = spectral ? solver(config.optimizer().solver(), rows, columns) : SolverChoice.DIRECT;
        Mode mode = mode(config.execution().mode(), solver, config.spark(), flops(spectral, rows, columns), samples);
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

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "J of %,d × %,d, solver %s, execution %s", rows, columns, solver.label(), mode.label());
    }

    private static SolverChoice solver(SolverChoice asked, long rows, int columns) {
        String shape = String.format(Locale.ROOT, "a Jacobian of %,d × %,d", rows, columns);
        double denseBytes = (double) DENSE_COPIES * Double.BYTES * rows * columns;
        long heap = Runtime.getRuntime().maxMemory();
        boolean directFits = denseBytes <= heap && (double) rows * columns < Integer.MAX_VALUE;
        boolean mllibFits = columns <= RowMatrixSolver.MOST_COLUMNS;
        if (asked == SolverChoice.DIRECT && !directFits) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "solver direct needs about %.1f GiB in the driver for %s, which has %.1f GiB: %s",
                    denseBytes / (1 << 30),
                    shape,
                    (double) heap / (1 << 30),
                    mllibFits ? "use solver = mllib or a smaller batch-size" : "use a smaller batch-size"));
        }
        if (asked == SolverChoice.MLLIB && !mllibFits) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "solver mllib takes up to %,d parameters, not %s: use solver = direct with a smaller batch-size",
                    RowMatrixSolver.MOST_COLUMNS,
                    shape));
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
        throw new DataException("no solver fits " + shape + ": use a smaller batch-size or network, or more memory");
    }

    private static Mode mode(Mode asked, SolverChoice solver, Map<String, String> spark, double flops, long samples) {
        if (asked == Mode.DRIVER && solver == SolverChoice.MLLIB) {
            throw new ConfigurationException(
                    "execution.mode = driver excludes optimizer.solver = mllib, which is Spark's: use direct");
        }
        if (asked != Mode.AUTO) {
            return asked;
        }
        boolean cheap = flops <= CHEAP_FLOPS && samples <= 1_000_000;
        boolean stays = solver != SolverChoice.MLLIB && SparkRuntime.isLocal(spark);
        return cheap && stays ? Mode.DRIVER : Mode.CLUSTER;
    }

    /** Of a step: passes through the network for every row, and QR and SVD of the small side where asked for. */
    private static double flops(boolean spectral, long rows, int columns) {
        double passes = 6.0 * rows * columns;
        double small = Math.min(rows, columns);
        return spectral ? passes + 8 * small * small * Math.max(rows, columns) : passes;
    }
}
