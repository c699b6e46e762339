package org.halfinverse.run;

import java.util.Locale;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.config.ExperimentConfig.ExecutionConfig.Mode;
import org.halfinverse.config.OptimizerConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.Simulator;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.spark.SparkAccess;
import org.halfinverse.spectral.SolverCandidate;
import org.halfinverse.spectral.SolverPlan;
import org.halfinverse.spectral.StepSize;

/**
 * Which solver applies the spectral filter, and where mini-batches are linearised: by cost, memory and accuracy.
 *
 * @param size of a full mini-batch's step
 * @param parameters n of the network
 * @param trained how many of them train; columns of J may be fewer
 * @param sampleBytes of all training and test samples
 * @param solvers which solver applies the filter
 * @param mode {@code DRIVER} or {@code CLUSTER}
 * @param reason why there
 */
public record StepPlan(
        StepSize size, int parameters, int trained, double sampleBytes, SolverPlan solvers, Mode mode, String reason) {
    /** What Spark needs for a step, jobs and shuffles, whatever it computes. */
    private static final double JOB_SECONDS = 0.03;
    /** The share of the driver's memory that samples may take without Spark. */
    private static final double SAMPLES_SHARE = 0.25;

    private static final double GIBIBYTE = 1L << 30;

    /**
     * {@return the plan, with a choice of what the configuration leaves open}
     *
     * @param config what is asked for
     * @param model network plus simulator plus loss
     * @param samples number of training samples
     * @param allSamples number of training and test samples
     * @param spark where executors are
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
        OptimizerConfig optimizer = config.optimizer();
        SolverPlan solvers = optimizer.optimizer().isSpectral()
                ? SolverPlan.of(size, optimizer.solvers(), optimizer.solver())
                : SolverPlan.NONE;
        Mode asked = config.execution().mode();
        if (asked == Mode.DRIVER && solvers.needsSpark()) {
            throw new ConfigurationException("optimizer.solver = " + optimizer.solver()
                    + " needs Spark, which execution.mode = driver does not use: use another solver or mode");
        }
        Mode mode;
        String reason;
        if (asked != Mode.AUTO) {
            mode = asked;
            reason = "as configured";
        } else if (solvers.needsSpark()) {
            mode = Mode.CLUSTER;
            reason = "solver " + optimizer.solver() + " needs Spark";
        } else if (sampleBytes > SAMPLES_SHARE * Runtime.getRuntime().maxMemory()) {
            mode = Mode.CLUSTER;
            reason = String.format(Locale.ROOT, "the samples take %.1f GiB", sampleBytes / GIBIBYTE);
        } else if (spark.isLocal()) {
            mode = Mode.DRIVER;
            reason = "Spark has no cores or memory to add on this machine";
        } else {
            double seconds = seconds(solvers, size);
            boolean cheap = seconds <= JOB_SECONDS;
            mode = cheap ? Mode.DRIVER : Mode.CLUSTER;
            reason = String.format(
                    Locale.ROOT,
                    "a step takes about %.2g s, %s than a Spark job",
                    seconds,
                    cheap ? "no longer" : "longer");
        }
        return new StepPlan(
                size, model.network().parameterCount(), model.trainedParameters(), sampleBytes, solvers, mode, reason);
    }

    /** {@return an estimate of the seconds that a step takes on the driver's cores, the simulator left out} */
    double seconds() {
        return seconds(solvers, size);
    }

    private static double seconds(SolverPlan solvers, StepSize size) {
        return solvers.chosen()
                .map(SolverCandidate::seconds)
                .orElseGet(() -> SolverCandidate.seconds(size.linearizeFlops(), 0));
    }

    /** {@return whether Spark takes part: mini-batches are linearised in executors} */
    public boolean usesSpark() {
        return mode == Mode.CLUSTER;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "J of %,d × %,d%s, execution %s",
                size.rows(),
                parameters,
                solvers.name().map(name -> ", solver " + name).orElse(""),
                mode.label());
    }

    private static void requireArraysFit(Simulator simulator, long width, int blocks) {
        double jacobian = (double) simulator.outputSize() * simulator.controlSize();
        if (jacobian > StepSize.LARGEST_ARRAY) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "the Jacobian of a simulator with %,d outputs and %,d controls does not fit one array",
                    simulator.outputSize(),
                    simulator.controlSize()));
        }
        if ((double) DataLayout.PIECE * blocks * width > StepSize.LARGEST_ARRAY) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "execution.blocks = %,d is too many for samples of %,d numbers: use %,d or fewer",
                    blocks,
                    width,
                    StepSize.LARGEST_ARRAY / DataLayout.PIECE / width));
        }
    }
}
