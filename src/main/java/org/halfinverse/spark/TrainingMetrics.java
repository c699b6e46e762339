package org.halfinverse.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.halfinverse.spectral.Phase;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.Metric;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;

/**
 * The figures of the last step and the last evaluation as a source of Spark's metrics system, whose sinks report them
 * to whatever is configured there: Prometheus, JMX, Graphite.
 *
 * <p>Each gauge is a number, and NaN where there is none: before the first step or evaluation, {@code test_loss}
 * without test samples, ranks where the optimizer decomposes nothing.
 */
public final class TrainingMetrics implements TrainingListener, Source, AutoCloseable {
    /** The name of the source, which stands before the names of its gauges. */
    public static final String NAME = "hig";

    /**
     * All gauges, called as in {@code metrics.jsonl}. Those with {@code _seconds} and {@code samples_per_second} are
     * figures of the last step alone.
     */
    public static final List<String> GAUGES = List.of(
            Metric.STEP.key(),
            Metric.EPOCH.key(),
            Metric.SAMPLES.key(),
            Metric.SECONDS.key(),
            Metric.LOSS.key(),
            Metric.TRAIN_LOSS.key(),
            Metric.TEST_LOSS.key(),
            Metric.RANK.key(),
            Metric.RANK_FULL.key(),
            "samples_per_second",
            "step_seconds",
            "linearize_seconds",
            "reduce_seconds",
            "decompose_seconds",
            "update_seconds",
            "checkpoint_step");

    private final MetricRegistry registry = new MetricRegistry();
    private final Map<String, Double> values = new ConcurrentHashMap<>(); // read by the threads of Spark's sinks
    private long samplesBefore;
    private long stepsBefore;

    private TrainingMetrics() {
        for (String name : GAUGES) {
            registry.register(name, (Gauge<Double>) () -> values.getOrDefault(name, Double.NaN));
        }
    }

    /**
     * Adds the source to the metrics system of the running Spark.
     *
     * @return the source, which leaves the metrics system when it is closed
     */
    static TrainingMetrics open() {
        TrainingMetrics metrics = new TrainingMetrics();
        SparkEnv.get().metricsSystem().registerSource(metrics);
        return metrics;
    }

    @Override
    public String sourceName() {
        return NAME;
    }

    @Override
    public MetricRegistry metricRegistry() {
        return registry;
    }

    @Override
    public void onStep(StepRecord step, double[] theta) {
        double duration = 0;
        for (Phase phase : Phase.values()) {
            double seconds = step.phases().seconds(phase);
            values.put(phase.label() + "_seconds", seconds);
            duration += seconds;
        }
        put(Metric.STEP, (double) step.step());
        put(Metric.EPOCH, (double) step.epoch());
        put(Metric.SAMPLES, (double) step.samples());
        put(Metric.SECONDS, step.seconds());
        put(Metric.LOSS, step.loss());
        put(
                Metric.RANK,
                step.spectrum().map(Spectrum::rank).map(Double::valueOf).orElse(Double.NaN));
        values.put(
                Metric.RANK_FULL.key(),
                step.spectrum().map(Spectrum::count).map(Double::valueOf).orElse(Double.NaN));
        values.put("step_seconds", duration);
        boolean follows = step.step() == stepsBefore + 1; // not so for the first step of a training that goes on
        values.put("samples_per_second", follows ? (step.samples() - samplesBefore) / duration : Double.NaN);
        samplesBefore = step.samples();
        stepsBefore = step.step();
    }

    @Override
    public void onEvaluation(EvaluationRecord evaluation) {
        put(Metric.TRAIN_LOSS, evaluation.trainLoss());
        put(Metric.TEST_LOSS, evaluation.testLoss().orElse(Double.NaN));
    }

    private void put(Metric metric, double value) {
        values.put(metric.key(), value);
    }

    @Override
    public void onCheckpoint(long step) {
        values.put("checkpoint_step", (double) step);
    }

    @Override
    public void close() {
        SparkEnv.get().metricsSystem().removeSource(this);
    }
}
