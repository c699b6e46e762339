package org.halfinverse.ml;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.FinishedTraining;
import org.halfinverse.run.TrainedModel;
import org.halfinverse.samples.BatchSchedule;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.spark.SparkAccess;
import org.halfinverse.train.TrainingResult;

/**
 * A run directory in which a training goes on. Trainings that differ in nothing but their limits share it: within this
 * JVM they take turns.
 *
 * @param directory of the run
 * @param storage on which it lies
 */
record ContinuedRun(String directory, Storage storage) {
    private static final Logger LOG = LogManager.getLogger(ContinuedRun.class);
    private static final Map<String, Object> TURNS = new ConcurrentHashMap<>();

    /**
     * Trains, and goes on with what is there of the same training.
     *
     * @param config of the training; its output directory is replaced
     * @param sources the samples
     * @param spark where executors are
     * @return what it led to, or empty if the directory has gone beyond the limits of this training
     */
    Optional<EstimatorFit> train(ExperimentConfig config, Map<Split, SampleSource> sources, SparkAccess spark) {
        ExperimentConfig kept = ExperimentConfig.read(ConfigFactory.parseString(config.resolved())
                .withValue("output.directory", ConfigValueFactory.fromAnyRef(directory)));
        synchronized (TURNS.computeIfAbsent(storage.qualify(directory), path -> new Object())) {
            Experiment experiment = new Experiment(kept, storage, sources, spark);
            EstimatorFit fitted = EstimatorFit.by(history -> {
                TrainingResult result = experiment.resume(history, LOG::warn);
                return new FinishedTraining(result, TrainedModel.read(storage, directory));
            });
            OptionalLong most = kept.training()
                    .limits()
                    .mostSteps(BatchSchedule.stepsPerEpoch(
                            experiment.samples(Split.TRAIN), kept.training().batchSize()));
            boolean beyond = most.stream().anyMatch(limit -> fitted.summary().steps() > limit);
            return beyond ? Optional.empty() : Optional.of(fitted);
        }
    }
}
