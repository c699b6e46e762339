package org.halfinverse.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.checkpoint.Checkpoint;
import org.halfinverse.checkpoint.CheckpointDirectory;
import org.halfinverse.checkpoint.CheckpointWriter;
import org.halfinverse.checkpoint.ReplacedException;
import org.halfinverse.checkpoint.RunIdentity;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.GrowingFile;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;
import org.halfinverse.train.TrainingState;

/** Puts what a training makes into its run directory: metrics and checkpoints as it goes, the model when it ends. */
final class RunRecorder implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(RunRecorder.class);

    private final ExperimentConfig config;
    private final PhysicsModel model;
    private final RunDirectory directory;
    private final CheckpointDirectory checkpoints;
    private final Map<String, String> provenance;
    private final CheckpointWriter writer;
    private final MetricsLog metrics;
    private final Optional<TensorBoardLog> scalars;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private final LatestState latest = new LatestState();

    /**
     * Begins, or goes on.
     *
     * @param config of the experiment
     * @param model that is trained
     * @param directory of the run
     * @param checkpoints in it, which this driver has taken over
     * @param identity of the run
     * @param from the checkpoint from which it goes on, if any
     * @param initialTheta θ₀
     * @param execution name of the engine
     * @param provenance what the numbers depend on besides the configuration
     * @param onCheckpoint is told the step of each checkpoint that is written
     */
    RunRecorder(
            ExperimentConfig config,
            PhysicsModel model,
            RunDirectory directory,
            CheckpointDirectory checkpoints,
            RunIdentity identity,
            Optional<Checkpoint> from,
            double[] initialTheta,
            String execution,
            Map<String, String> provenance,
            LongConsumer onCheckpoint) {
        this.config = config;
        this.model = model;
        this.directory = directory;
        this.checkpoints = checkpoints;
        this.provenance = provenance;
        long step = from.map(Checkpoint::step).orElse(0L);
        long kept = from.map(Checkpoint::metricsBytes).orElse(0L);
        checkpoints.beginAfter(step);
        metrics = new MetricsLog(
                directory.storage(),
                directory.metricsFile(),
                kept,
                execution,
                config.output().spectrum(),
                checkpoints::requireOwned);
        writer = new CheckpointWriter(
                checkpoints, identity, config.output().checkpoints(), step, metrics::publish, onCheckpoint);
        listeners.add(latest);
        listeners.add(metrics);
        scalars = config.output().tensorboard()
                ? Optional.of(new TensorBoardLog(GrowingFile.create(
                        directory.storage(), directory.file(TensorBoardLog.name(System.currentTimeMillis())))))
                : Optional.empty();
        scalars.ifPresent(listeners::add);
        if (config.output().traceParameters()) {
            listeners.add(new ParameterTrace(directory, initialTheta));
        }
    }

    /** Who is to be told of every step and evaluation. */
    List<TrainingListener> listeners() {
        return listeners;
    }

    /** Has the state after a step written if a checkpoint is due. */
    void onState(TrainingState<?> state) {
        latest.best(state.improvement().best());
        writer.offer(Checkpoint.of(state, metrics.length()));
    }

    /** Has the latest step written as soon as possible; may be called from any thread. */
    void hurry() {
        writer.hurry();
    }

    /**
     * Writes what a training has come to.
     *
     * @throws ReplacedException if another driver has taken over the run
     */
    void complete(TrainingResult result) {
        writer.finish();
        checkpoints.requireOwned();
        ModelFiles.write(directory, trained(result));
        LOG.info("{} after {} steps: {}", result.end(), result.step(), result.reason());
    }

    /** Keeps what there is when a training fails: in the run directory or, if that is what fails, on this machine. */
    void salvage(RuntimeException failure) {
        if (!(failure instanceof ReplacedException)) {
            latest.result(String.valueOf(failure.getMessage())).ifPresent(result -> salvage(result, failure));
        }
    }

    private void salvage(TrainingResult result, RuntimeException failure) {
        try {
            complete(result);
        } catch (ReplacedException e) {
            failure.addSuppressed(e);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            salvageHere(result, failure);
        }
    }

    private void salvageHere(TrainingResult result, RuntimeException failure) {
        try {
            RunDirectory here = new RunDirectory(
                    new Storage(Map.of()),
                    Files.createTempDirectory("hig-salvaged-").toUri().toString());
            ModelFiles.write(here, trained(result));
            LOG.warn(
                    "{} cannot be written: the parameters of step {} are in {}",
                    directory.path(),
                    result.step(),
                    here.path());
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private TrainedModel trained(TrainingResult result) {
        return new TrainedModel(config, model, result.model(), ModelFiles.describe(config, model, result, provenance));
    }

    @Override
    public void close() {
        try (writer; // which lets go of the run: then nothing more may be published
                metrics) {
            scalars.ifPresent(TensorBoardLog::close);
            writer.finish();
        }
    }
}
