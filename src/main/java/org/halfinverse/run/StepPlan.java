package org.halfinverse.run;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.config.ExperimentConfig.ExecutionConfig.Mode;
import org.halfinverse.config.OptimizerConfig.SolverChoice;
import org.halfinverse.io.DataException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.Simulator;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.spark.DescribedSolver;
import org.halfinverse.spark.RowMatrixSolver;
import org.halfinverse.spark.SparkAccess;
import org.halfinverse.spark.SparkBatch;
import org.halfinverse.spectral.CheckedSolver;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.StepSize;

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
        List<SolverCandidate> candidates,
        Optional<SolverCandidate> chosen,
        Optional<SolverCandidate> accurate,
        Mode mode,
        String reason) {
    /** What Spark needs for a step, jobs and shuffles, whatever it computes. */
    private static final double JOB_SECONDS = 0.03;
    /** The share of the driver's memory that samples may take without Spark. */
    private static final double SAMPLES_SHARE = 0.25;

    /**
     * Chooses what the configuration leaves open, and refuses what cannot be done.
     *
     * @param config what is asked for
     * @param model network plus simulator plus loss
     * @param samples number of training samples
     * @param allSamples number of training and test samples
     * @param spark where executors are
     * @return the plan
     * @throws ConfigurationException if solver and execution exclude each other
     * @throws DataException if no solver fits
     */
    static StepPlan of(ExperimentConfig config, PhysicsModel model, long samples, long allSamples, SparkAccess spark) {
        Problem problem = config.problem().problem();
        long width = problem.inputSize() + model.simulator().stateSize() + (long) problem.targetSize();
        int blocks = config.execution().blocks();
        requireArraysFit(model.simulator(), width, blocks);
        StepSize size = StepSize.of(model, Math.min(config.training().batchSize(), samples), blocks);
        double sampleBytes = (double) allSamples * width * Double.BYTES;
        List<SolverCandidate> candidates = List.of();
        Optional<SolverCandidate> chosen = Optional.empty();
        Optional<SolverCandidate> accurate = Optional.empty();
        SolverChoice asked = config.optimizer().solver();
        if (config.optimizer().method().isSpectral()) {
            candidates = SolverCandidate.all(size, config);
            SolverCandidate first = asked == SolverChoice.AUTO
                    ? SolverCandidate.cheapest(candidates)
                    : SolverCandidate.required(candidates, asked);
            chosen = Optional.of(first);
            if (asked == SolverChoice.AUTO && !first.cost().isAccurate()) {
                accurate = SolverCandidate.accurate(candidates);
            }
        }
        double seconds =
                chosen.map(SolverCandidate::seconds).orElseGet(() -> SolverCandidate.seconds(size.linearizeFlops(), 0));
        return placed(
                config,
                spark,
                size,
                model.network().parameterCount(),
                candidates,
                chosen,
                accurate,
                seconds,
                sampleBytes);
    }

    private static StepPlan placed(
            ExperimentConfig config,
            SparkAccess spark,
            StepSize size,
            int parameters,
            List<SolverCandidate> candidates,
            Optional<SolverCandidate> chosen,
            Optional<SolverCandidate> accurate,
            double seconds,
            double sampleBytes) {
        boolean mllib = chosen.map(SolverCandidate::choice).equals(Optional.of(SolverChoice.MLLIB));
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
        } else if (sampleBytes > SAMPLES_SHARE * SolverCandidate.memory()) {
            mode = Mode.CLUSTER;
            reason = String.format(Locale.ROOT, "the samples take %.1f GiB", sampleBytes / SolverCandidate.GIBIBYTE);
        } else if (spark.isLocal()) {
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
    Solver<SparkBatch> clusterSolver(ExperimentConfig config) {
        boolean mllib = chosen.map(SolverCandidate::choice).equals(Optional.of(SolverChoice.MLLIB));
        DescribedSolver first = new DescribedSolver(mllib ? new RowMatrixSolver() : firstSolver(config));
        return accurateSolver(config)
                .<Solver<SparkBatch>>map(second -> new CheckedSolver<>(first, new DescribedSolver(second)))
                .orElse(first);
    }

    /**
     * The solver of this plan.
     *
     * @param config with its settings
     * @return a solver for mini-batches anywhere; of optimizers that need none any, which nobody asks
     */
    Solver<LinearizedBatch> driverSolver(ExperimentConfig config) {
        Solver<LinearizedBatch> first = firstSolver(config);
        return accurateSolver(config)
                .<Solver<LinearizedBatch>>map(second -> new CheckedSolver<>(first, second))
                .orElse(first);
    }

    private Solver<LinearizedBatch> firstSolver(ExperimentConfig config) {
        return SolverCandidate.solver(chosen.map(SolverCandidate::choice).orElse(SolverChoice.DIRECT), config);
    }

    private Optional<Solver<LinearizedBatch>> accurateSolver(ExperimentConfig config) {
        return accurate.map(candidate -> SolverCandidate.solver(candidate.choice(), config));
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
        return chosen.map(candidate -> candidate.choice().label()
                + accurate.map(other -> ", checked, else " + other.choice().label())
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

    private static void requireArraysFit(Simulator simulator, long width, int blocks) {
        double jacobian = (double) simulator.outputSize() * simulator.controlSize();
        if (jacobian > SolverCandidate.LARGEST_ARRAY) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "the Jacobian of a simulator with %,d outputs and %,d controls does not fit one array",
                    simulator.outputSize(),
                    simulator.controlSize()));
        }
        if ((double) DataLayout.PIECE * blocks * width > SolverCandidate.LARGEST_ARRAY) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "execution.blocks = %,d is too many for samples of %,d numbers: use %,d or fewer",
                    blocks,
                    width,
                    SolverCandidate.LARGEST_ARRAY / DataLayout.PIECE / width));
        }
    }
}
