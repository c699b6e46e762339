package com.example.training;

import java.io.IOException;
import java.util.Arrays;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.halfinverse.ml.HalfInverseGradientModel;
import org.halfinverse.ml.HalfInverseGradientTrainer;
import org.halfinverse.ml.MeanLoss;

/** Finds τ by cross-validation in a pipeline of Spark ML, saves the best pipeline, loads it and predicts. */
public final class TrainingInPipeline {
    private TrainingInPipeline() {}

    /**
     * Trains.
     *
     * @param arguments a CSV file of states, and where the pipeline is saved
     * @throws IOException if it cannot be saved
     */
    public static void main(String... arguments) throws IOException {
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            Dataset<Row> states = spark.read()
                    .option("header", true)
                    .option("inferSchema", true)
                    .csv(arguments[0]);
            best(states).write().overwrite().save(arguments[1]);

            PipelineModel loaded = PipelineModel.load(arguments[1]);
            loaded.transform(states).select("state", "control", "loss").show(5);
        }
    }

    /** The pipeline with the τ that leads to the smallest loss on what is held back. */
    static PipelineModel best(Dataset<Row> states) {
        VectorAssembler assembler = new VectorAssembler()
                .setInputCols(new String[] {"input_0", "input_1", "input_2", "input_3"})
                .setOutputCol("state");
        StandardScaler scaler =
                new StandardScaler().setInputCol("state").setOutputCol("input").setWithMean(true);
        HalfInverseGradientTrainer trainer = new HalfInverseGradientTrainer()
                .setProblem("oscillators-linear")
                .setHiddenLayers(new int[] {10})
                .setStateCol("state") // the simulation begins at the state as it is,
                .setTargetCol("state") // and is to end there; only the network sees the scaled one
                .setLossCol("loss")
                .setBatchSize(50)
                .setMaxEpochs(2);
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(trainer.tau(), new double[] {1e-6, 1e-2})
                .build();
        CrossValidatorModel found = new CrossValidator()
                .setEstimator(new Pipeline().setStages(new PipelineStage[] {assembler, scaler, trainer}))
                .setEvaluator(new MeanLoss())
                .setEstimatorParamMaps(grid)
                .setNumFolds(2)
                .setSeed(1)
                .fit(states);
        System.out.println("mean losses " + Arrays.toString(found.avgMetrics()));
        return (PipelineModel) found.bestModel();
    }

    /** The network of a run directory, on a data frame whose column {@code state} is what it was trained on. */
    static Dataset<Row> controls(SparkSession spark, String run, Dataset<Row> states) {
        HalfInverseGradientModel model =
                HalfInverseGradientModel.ofRun(spark, run).setInputCol("state").setOutputCol("end");
        return model.transform(states);
    }
}
