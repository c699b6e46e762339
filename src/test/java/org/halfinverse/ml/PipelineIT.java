package org.halfinverse.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.halfinverse.io.DataException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Among the other stages of Spark ML, on Parquet, and across sessions. */
@Tag("platform")
@ExtendWith(LocalSession.class)
class PipelineIT {
    private static final String PROBLEM = "problem { type = oscillators-linear }";

    @TempDir
    private Path directory;

    private String parquet() {
        String file = directory.resolve("samples.parquet").toString();
        Dataset<Row> samples = LocalSession.samples(PROBLEM, 600);
        samples.withColumn("input", functions.vector_to_array(samples.col("input"), "float64"))
                .withColumn("state", functions.vector_to_array(samples.col("state"), "float64"))
                .drop("target")
                .coalesce(1)
                .write()
                .parquet(file);
        return file;
    }

    /** Inputs are scaled by another stage; states and targets come from columns that are not. */
    private static Pipeline pipeline(HalfInverseGradientTrainer trainer) {
        return new Pipeline().setStages(new PipelineStage[] {
            new StandardScaler().setInputCol("raw").setOutputCol("input").setWithMean(true), trainer
        });
    }

    private static Dataset<Row> read(SparkSession session, String parquet) {
        Dataset<Row> table = session.read().parquet(parquet);
        return table.withColumn("raw", functions.array_to_vector(table.col("input")))
                .withColumn("target", table.col("input"))
                .drop("input");
    }

    @Test
    void crossValidationOverTauAndKappaFindsAModelThatPredictsTheSameInAFreshSession() throws IOException {
        String parquet = parquet();
        HalfInverseGradientTrainer trainer = new HalfInverseGradientTrainer()
                .setProblem("oscillators-linear")
                .setHiddenLayers(new int[] {6})
                .setStateCol("state")
                .setTargetCol("target")
                .setLossCol("loss")
                .setOutputCol("y")
                .setBatchSize(50)
                .setMaxEpochs(3);
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(trainer.kappa(), new double[] {0.5, 1})
                .addGrid(trainer.tau(), new double[] {1e-6, 0.5})
                .build();
        CrossValidatorModel found = new CrossValidator()
                .setEstimator(pipeline(trainer))
                .setEvaluator(new MeanLoss())
                .setEstimatorParamMaps(grid)
                .setNumFolds(2)
                .setSeed(1)
                .fit(read(LocalSession.spark(), parquet));
        double[] losses = found.avgMetrics();
        assertEquals(4, losses.length);
        assertTrue(losses[0] < losses[1], "half of the singular values are too few: " + List.of(losses[0], losses[1]));
        Path saved = directory.resolve("model");
        found.save(saved.toString());
        double[][] before = predictions(found, LocalSession.spark(), parquet);

        SparkSession old = LocalSession.spark();
        old.stop();
        SparkSession.clearActiveSession();
        SparkSession.clearDefaultSession();
        SparkSession fresh = LocalSession.open();
        assertNotSame(old, fresh);
        CrossValidatorModel loaded = CrossValidatorModel.load(saved.toString());
        double[][] after = predictions(loaded, fresh, parquet);
        assertEquals(600, after.length);
        for (int row = 0; row < before.length; row++) {
            assertArrayEquals(before[row], after[row]);
        }
        HalfInverseGradientModel model = (HalfInverseGradientModel) ((PipelineModel) loaded.bestModel()).stages()[1];
        assertFalse(model.hasSummary());
        assertThrows(IllegalStateException.class, model::summary);

        Path description;
        try (var files = Files.walk(saved.resolve("bestModel"))) {
            description = files.filter(file -> file.endsWith("model.json"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(
                description,
                Files.readString(description)
                        .replace("\"format\" : 1,", "\"format\" : 2,")
                        .replaceFirst("\"version\" : \"[^\"]*\"", "\"version\" : \"9.1.0\""));
        Files.deleteIfExists(description.resolveSibling(".model.json.crc"));
        DataException refused = assertThrows(DataException.class, () -> CrossValidatorModel.load(saved.toString()));
        assertTrue(
                refused.getMessage().contains("was written by hig-spark 9.1.0 in format 2, and this is "),
                refused.getMessage());
    }

    /** Control, output and loss of every row. */
    private static double[][] predictions(CrossValidatorModel model, SparkSession session, String parquet) {
        return model.transform(read(session, parquet)).collectAsList().stream()
                .map(row -> {
                    double[] control = ((Vector) row.getAs("control")).toArray();
                    double[] y = ((Vector) row.getAs("y")).toArray();
                    double[] all = new double[control.length + y.length + 1];
                    System.arraycopy(control, 0, all, 0, control.length);
                    System.arraycopy(y, 0, all, control.length, y.length);
                    all[all.length - 1] = row.<Double>getAs("loss");
                    return all;
                })
                .toArray(double[][]::new);
    }

    @Test
    void aTrainerIsSavedWithAllItsParameters() throws Exception {
        String path = directory.resolve("trainer").toString();
        HalfInverseGradientTrainer trainer = new HalfInverseGradientTrainer();
        for (Param<?> param : trainer.params()) {
            ParamsTest.setToSomething(trainer, param);
        }
        trainer.save(path);
        HalfInverseGradientTrainer loaded = HalfInverseGradientTrainer.load(path);
        assertEquals(trainer.uid(), loaded.uid());
        for (Param<?> param : trainer.params()) {
            assertTrue(loaded.isSet(param), param.name());
            ParamsTest.assertSameValue(trainer.getOrDefault(param), loaded.getOrDefault(param));
        }
    }
}
