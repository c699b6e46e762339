package org.halfinverse.ml;

import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.run.Experiment;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.spark.SparkAccess;
import org.halfinverse.train.TrainingResult;

/**
 * Trains a network that drives a differentiable simulator, as an Estimator of Spark ML.
 *
 * <pre>{@code
 * HalfInverseGradientModel model = new HalfInverseGradientTrainer()
 *         .setProblem("toy").setProblemParameters("lambda = 0.01")
 *         .setHiddenLayers(new int[] {7})
 *         .setBatchSize(256).setMaxEpochs(1000)
 *         .fit(dataset);
 * }</pre>
 *
 * <p>Each parameter is a setting of the configuration and means what it means there; the same settings on the same rows
 * in the same order give the same bits as {@code hig train}. Rows are taken in the order of the data frame: one that has
 * no order of its own, as after a shuffle, has none here either.
 */
public final class HalfInverseGradientTrainer extends Estimator<HalfInverseGradientModel>
        implements ProblemParams<HalfInverseGradientTrainer>,
                NetworkParams<HalfInverseGradientTrainer>,
                OptimizerParams<HalfInverseGradientTrainer>,
                TrainingParams<HalfInverseGradientTrainer>,
                ExecutionParams<HalfInverseGradientTrainer>,
                ColumnParams<HalfInverseGradientTrainer>,
                DefaultParamsWritable {
    private static final Logger LOG = LogManager.getLogger(HalfInverseGradientTrainer.class);

    private final String uid;

    /** A trainer with a name of its own. */
    public HalfInverseGradientTrainer() {
        this(Identifiable$.MODULE$.randomUID("hig"));
    }

    /**
     * A trainer.
     *
     * @param uid its name, unique among the stages of a pipeline
     */
    public HalfInverseGradientTrainer(String uid) {
        this.uid = uid;
        TrainerSettings.setDefaults(this);
        setDefault(testFraction(), 0.0);
        SampleColumns.setDefaults(this);
    }

    @Override
    public String uid() {
        return uid;
    }

    /**
     * Trains.
     *
     * @param dataset with the columns of the samples
     * @return the trained model, with its summary; of a training that diverged the last finite one
     * @throws ConfigurationException if the parameters do not fit together
     * @throws DataException if rows are not as they should be, or there are none
     * @throws CancellationException if the thread is interrupted while it trains, as it then still is
     */
    @Override
    public HalfInverseGradientModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        ExperimentConfig config = TrainerSettings.configuration(this);
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        Storage storage = SessionStorage.of(context);
        try (TrainingRows rows = TrainingRows.of(this, dataset, config)) {
            Map<Split, SampleSource> sources = rows.sources();
            SparkAccess spark = SparkAccess.to(context);
            Experiment experiment = new Experiment(config, storage, sources, spark);
            EstimatorFit fitted = TrainerSettings.given(this, checkpointDirectory())
                    .flatMap(parent -> new ContinuedRun(parent + "/" + experiment.identity(), storage)
                            .train(config, sources, spark))
                    .orElseGet(() -> EstimatorFit.by(experiment::fit));
            TrainingSummary summary = fitted.summary();
            if (summary.end() == TrainingResult.End.DIVERGED) {
                LOG.warn("{} diverged after {} steps: {}", uid, summary.steps(), summary.reason());
            }
            HalfInverseGradientModel model = new HalfInverseGradientModel(uid, fitted.model(), summary);
            return copyValues(model.setParent(this), new ParamMap());
        } catch (CancellationException e) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    @Override
    public StructType transformSchema(StructType schema) {
        ExperimentConfig config = TrainerSettings.configuration(this);
        SampleColumns.of(this, schema, config.problem().problem());
        TrainingRows.requireIndicator(this, schema);
        return SampleColumns.withResults(this, schema);
    }

    @Override
    public String explainParam(Param<?> param) {
        return Explanation.of(this, param);
    }

    @Override
    public HalfInverseGradientTrainer copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** {@return a reader of trainers that were saved} */
    public static MLReader<HalfInverseGradientTrainer> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * {@return a trainer that was saved}
     *
     * @param path any Hadoop path
     */
    public static HalfInverseGradientTrainer load(String path) {
        return read().load(path);
    }
}
