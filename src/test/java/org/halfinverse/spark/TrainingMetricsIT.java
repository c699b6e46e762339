package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.sink.Sink;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.ModelSamples;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.run.Experiment;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.Phase;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What sinks of Spark's metrics system see of a training. */
@ExtendWith(LocalSpark.class)
class TrainingMetricsIT {
    private static final String PREFIX = "hig.driver." + TrainingMetrics.NAME + ".";
    private static final AtomicReference<MetricRegistry> SINKS = new AtomicReference<>(new MetricRegistry());

    @TempDir
    private Path directory;

    /** Made by Spark, by name, with the registry that every sink gets. */
    public static final class Recorder implements Sink {
        @SuppressWarnings("UnusedVariable") // Spark calls it with both
        public Recorder(Properties properties, MetricRegistry registry) {
            SINKS.set(registry);
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public void report() {}
    }

    /** Looks at the gauges after each event of a training, as a sink would. */
    private static final class Observer implements TrainingListener {
        private SortedMap<String, Double> atStart = new TreeMap<>();
        private SortedMap<String, Double> atEnd = new TreeMap<>();
        private StepRecord lastStep;
        private EvaluationRecord lastEvaluation;

        @Override
        public void onStep(StepRecord step, double[] theta) {
            lastStep = step;
            atEnd = gauges();
        }

        @Override
        public void onEvaluation(EvaluationRecord evaluation) {
            lastEvaluation = evaluation;
            atEnd = gauges();
            atStart = atStart.isEmpty() ? atEnd : atStart;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hig", "adam"})
    void gaugesHoldTheFiguresOfTheLastStepAndEvaluation(String optimizer) throws IOException {
        Observer observer = train(optimizer);
        assertEquals(Set.copyOf(TrainingMetrics.GAUGES), observer.atEnd.keySet());
        assertEquals(
                Set.of("train_loss", "test_loss"),
                observer.atStart.entrySet().stream()
                        .filter(gauge -> !gauge.getValue().isNaN())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
        StepRecord step = observer.lastStep;
        Map<String, Double> expected = new TreeMap<>();
        expected.put("step", 4.0);
        expected.put("epoch", 2.0);
        expected.put("samples", 100.0);
        expected.put("seconds", step.seconds());
        expected.put("loss", step.loss());
        expected.put("train_loss", observer.lastEvaluation.trainLoss());
        expected.put("test_loss", observer.lastEvaluation.testLoss().orElseThrow());
        expected.put("rank", step.spectrum().map(s -> (double) s.rank()).orElse(Double.NaN));
        expected.put("rank_full", step.spectrum().map(s -> (double) s.count()).orElse(Double.NaN));
        double duration = 0;
        for (Phase phase : Phase.values()) {
            duration += step.phases().seconds(phase);
        }
        expected.put("step_seconds", duration);
        expected.put("samples_per_second", 10 / duration); // the second mini-batch of 50 samples in forties
        expected.put("linearize_seconds", step.phases().seconds(Phase.LINEARIZE));
        expected.put("reduce_seconds", step.phases().seconds(Phase.REDUCE));
        expected.put("decompose_seconds", step.phases().seconds(Phase.DECOMPOSE));
        expected.put("update_seconds", step.phases().seconds(Phase.UPDATE));
        expected.put("checkpoint_step", Double.NaN); // written when the training has ended
        assertEquals(expected, observer.atEnd);
        assertEquals(Map.of(), gauges());
    }

    @Test
    void theSourceIsThereWhileAnEngineIsOpen() {
        PhysicsModel model = Models.small(Activation.TANH);
        Map<Split, SampleSource> samples = Map.of(Split.TRAIN, ModelSamples.first(50));
        try (SparkRuntime spark = SparkRuntime.open("test", Map.of())) {
            assertEquals(0, sources());
            try (SparkEngine engine = new SparkEngine(spark, model, LossReduction.MEAN, samples, 3)) {
                TrainingMetrics metrics = assertInstanceOf(TrainingMetrics.class, engine.listener());
                assertEquals(1, sources());
                metrics.onCheckpoint(7);
                assertEquals(
                        7.0,
                        metrics.metricRegistry()
                                .getGauges()
                                .get("checkpoint_step")
                                .getValue());
            }
            assertEquals(0, sources());
        }
    }

    private static int sources() {
        return SparkEnv.get()
                .metricsSystem()
                .getSourcesByName(TrainingMetrics.NAME)
                .size();
    }

    private static SortedMap<String, Double> gauges() {
        SortedMap<String, Double> values = new TreeMap<>();
        SINKS.get().getGauges().forEach((name, gauge) -> {
            if (name.startsWith(PREFIX)) {
                values.put(name.substring(PREFIX.length()), (Double) gauge.getValue());
            }
        });
        return values;
    }

    private Observer train(String optimizer) throws IOException {
        Path conf = directory.resolve("toy.conf");
        Files.writeString(conf, """
                problem { type = toy, samples = 50, test-samples = 10 }
                network { hidden = [7] }
                optimizer { type = %s, solver = gram }
                training { batch-size = 40, max-epochs = 2 }
                execution { mode = cluster, blocks = 3 }
                output { directory = "%s" }
                spark { metrics.namespace = hig, "metrics.conf.*.sink.recorder.class" = "%s" }
                """.formatted(optimizer, directory.resolve("run"), Recorder.class.getName()));
        Storage storage = new Storage(Map.of());
        ExperimentConfig config = ExperimentConfig.load(storage, conf.toString(), List.of());
        Observer observer = new Observer();
        new Experiment(config, storage).train(observer, warning -> {});
        return observer;
    }
}
