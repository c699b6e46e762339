package org.halfinverse.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.io.GrowingFile;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.BlasThreads;
import org.halfinverse.linalg.NativeBlas;
import org.halfinverse.spectral.Phase;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.train.EvaluationRecord;
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
     */
    MetricsLog(Storage storage, String path, long kept, String execution, boolean spectrum) {
        this.execution = execution;
        this.spectrum = spectrum;
        this.file = GrowingFile.reopen(storage, path, kept);
        if (file.length() < kept) {
            LOG.warn("{} has lost its end: it goes on after a gap", path);
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
        if (spectrum) {
            step.spectrum().ifPresent(some -> some.sample().forEach(line.withArray("sigmas")::add));
        }
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
        Observation observation = evaluation.observation();
        observation.saturation().ifPresent(moments -> {
            ObjectNode saturation = line.putObject("saturation");
            putLayers(saturation.putArray("mean"), moments.means());
            putLayers(saturation.putArray("std"), moments.deviations());
        });
        observation.outputs().ifPresent(outputs -> put(line.putArray("trajectory"), outputs));
        observation.targets().ifPresent(targets -> put(line.putArray("target"), targets));
        write(line);
    }

    private static void putLayers(ArrayNode array, List<double[]> layers) {
        layers.forEach(layer -> put(array.addArray(), layer));
    }

    private static void put(ArrayNode array, double[] values) {
        Arrays.stream(values).forEach(array::add);
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
        file.append((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        file.close();
    }
}
