package org.halfinverse.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.BlasThreads;
import org.halfinverse.linalg.NativeBlas;
import org.halfinverse.spectral.Phase;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code metrics.jsonl}: a JSON object a line for every step and every evaluation, flushed as they happen. The
 * first one says which BLAS is in use.
 */
final class MetricsLog implements TrainingListener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String path;
    private final String execution;
    private final FSDataOutputStream output;
    private boolean first = true;

    /**
     * A new file.
     *
     * @param storage on which it lies
     * @param path any Hadoop path
     * @param execution name of the engine of all steps
     */
    MetricsLog(Storage storage, String path, String execution) {
        this.path = path;
        this.execution = execution;
        this.output = storage.create(path);
    }

    @Override
    public void onStep(StepRecord step, double[] theta) {
        ObjectNode line = JSON.createObjectNode()
                .put("step", step.step())
                .put("epoch", step.epoch())
                .put("samples", step.samples())
                .put("seconds", step.seconds())
                .put("loss", step.loss())
                .put("gradient_norm", step.gradientNorm())
                .put("update_norm", step.updateNorm())
                .put("learning_rate", step.learningRate())
                .put("execution", execution);
        step.spectrum()
                .ifPresent(spectrum -> line.put("solver", spectrum.solver())
                        .put("rank", spectrum.rank())
                        .put("rank_full", spectrum.count())
                        .put("sigma_max", spectrum.sigmaMax())
                        .put("sigma_min_kept", spectrum.sigmaMinKept())
                        .put("error_estimate", finiteOrNull(spectrum.error())));
        step.spectrum().flatMap(Spectrum::rejected).ifPresent(cheaper -> line.put("rejected", cheaper));
        step.diagnostics().forEach(line::put);
        ObjectNode phases = line.putObject("phase");
        for (Phase phase : Phase.values()) {
            phases.put(phase.name().toLowerCase(Locale.ROOT), step.phases().seconds(phase));
        }
        write(line);
    }

    @Override
    public void onEvaluation(EvaluationRecord evaluation) {
        ObjectNode line = JSON.createObjectNode()
                .put("step", evaluation.step())
                .put("epoch", evaluation.epoch())
                .put("seconds", evaluation.seconds())
                .put("train_loss", evaluation.trainLoss());
        evaluation.testLoss().ifPresent(loss -> line.put("test_loss", loss));
        write(line);
    }

    /** JSON knows no infinity. */
    private static @Nullable Double finiteOrNull(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private void write(ObjectNode line) {
        if (first) {
            line.put("blas", NativeBlas.description()).put("blas_threads", BlasThreads.count());
            first = false;
        }
        try {
            output.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
            output.hflush();
        } catch (IOException e) {
            throw new DataException(path + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            output.close();
        } catch (IOException e) {
            throw new DataException(path + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
