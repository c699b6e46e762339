package org.halfinverse.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.io.GrowingFile;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.BlasThreads;
import org.halfinverse.linalg.NativeBlas;
import org.halfinverse.spectral.Phase;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.Metric;
import org.halfinverse.train.Observation;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code metrics.jsonl}: a JSON object a line for every step and every evaluation, flushed as they happen. The
 * first one says which BLAS is in use.
 */
final class MetricsLog implements TrainingListener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Logger LOG = LogManager.getLogger(MetricsLog.class);

    private final String execution;
    private final boolean spectrum;
    private final GrowingFile file;
    private boolean first = true;

    /**
     * A new file, or the start of an old one to which more is added.
     *
     * @param storage on which it lies
     * @param path any Hadoop path
     * @param kept length in bytes up to which an old file is kept, 0 for a new one
     * @param execution name of the engine of all steps
     * @param spectrum whether steps have some of their singular values
     * @param mayPublish throws if another driver writes the file by now
     */
    MetricsLog(Storage storage, String path, long kept, String execution, boolean spectrum, Runnable mayPublish) {
        this.execution = execution;
        this.spectrum = spectrum;
        this.file = GrowingFile.reopen(storage, path, kept, mayPublish);
        if (file.length() < kept) {
            LOG.warn("{} has lost its end: the run goes on after a gap", path);
        }
    }

    /** Length so far, in bytes. */
    long length() {
        return file.length();
    }

    /** Sees to it that all lines so far are on storage. */
    void publish() {
        file.publish();
    }

    @Override
    public void onStep(StepRecord step, double[] theta) {
        ObjectNode line = JSON.createObjectNode();
        put(line, Metric.STEP, step.step());
        put(line, Metric.EPOCH, step.epoch());
        put(line, Metric.SAMPLES, step.samples());
        put(line, Metric.SECONDS, step.seconds());
        put(line, Metric.LOSS, step.loss());
        put(line, Metric.GRADIENT_NORM, step.gradientNorm());
        put(line, Metric.UPDATE_NORM, step.updateNorm());
        put(line, Metric.LEARNING_RATE, step.learningRate());
        put(line, Metric.EXECUTION, execution);
        step.spectrum().ifPresent(kept -> putSpectrum(line, kept));
        step.diagnostics().forEach(line::put);
        ObjectNode phases = line.putObject("phase");
        for (Phase phase : Phase.values()) {
            phases.put(phase.label(), step.phases().seconds(phase));
        }
        write(line);
    }

    @Override
    public void onEvaluation(EvaluationRecord evaluation) {
        ObjectNode line = JSON.createObjectNode();
        put(line, Metric.STEP, evaluation.step());
        put(line, Metric.EPOCH, evaluation.epoch());
        put(line, Metric.SECONDS, evaluation.seconds());
        put(line, Metric.TRAIN_LOSS, evaluation.trainLoss());
        evaluation.testLoss().ifPresent(loss -> put(line, Metric.TEST_LOSS, loss));
        Observation observation = evaluation.observation();
        observation.saturation().ifPresent(moments -> {
            put(line, Metric.SATURATION_MEAN, moments.means());
            put(line, Metric.SATURATION_STD, moments.deviations());
        });
        observation.outputs().ifPresent(outputs -> put(line, Metric.TRAJECTORY, outputs));
        observation.targets().ifPresent(targets -> put(line, Metric.TARGET, targets));
        write(line);
    }

    private void putSpectrum(ObjectNode line, Spectrum kept) {
        put(line, Metric.SOLVER, kept.solver());
        put(line, Metric.RANK, kept.rank());
        put(line, Metric.RANK_FULL, kept.count());
        put(line, Metric.SIGMA_MAX, kept.sigmaMax());
        put(line, Metric.SIGMA_MIN_KEPT, kept.sigmaMinKept());
        put(line, Metric.ERROR_ESTIMATE, finiteOrNull(kept.error()));
        kept.rejected().ifPresent(cheaper -> put(line, Metric.REJECTED, cheaper));
        if (spectrum) {
            put(line, Metric.SIGMAS, kept.sample());
        }
    }

    /** A number, a text or a list of numbers. */
    private static void put(ObjectNode line, Metric metric, @Nullable Object value) {
        int dot = metric.key().indexOf('.');
        ObjectNode block = dot < 0 ? line : line.withObjectProperty(metric.key().substring(0, dot));
        block.set(metric.key().substring(dot + 1), JSON.valueToTree(value));
    }

    /** JSON knows no infinity. */
    private static @Nullable Double finiteOrNull(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private void write(ObjectNode line) {
        if (first) {
            put(line, Metric.BLAS, NativeBlas.description());
            put(line, Metric.BLAS_THREADS, BlasThreads.count());
            first = false;
        }
        file.append((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        file.close();
    }
}
