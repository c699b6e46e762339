package org.halfinverse.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.halfinverse.io.Storage;
import org.halfinverse.predict.FilePrediction;
import org.halfinverse.run.TrainedModel;
import org.halfinverse.spark.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million rows of Parquet in a JVM of 4 GiB, which is what these tests run in: training on them, and predicting them. */
class MillionRowsIT {
    private static final long ROWS = 1_000_000;
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    @Test
    void areTrainedOnAndPredicted() {
        assertTrue(Runtime.getRuntime().maxMemory() <= 4L << 30, "a JVM of 4 GiB");
        String table = directory.resolve("samples.parquet").toString();
        String model = directory.resolve("model").toString();
        SparkSession spark = LocalSession.open();
        try {
            write(spark, table);
            HalfInverseGradientModel trained = new HalfInverseGradientTrainer()
                    .setProblem("oscillators-linear")
                    .setHiddenLayers(new int[] {10})
                    .setExecution("cluster")
                    .setSolver("gram")
                    .setBatchSize(100_000)
                    .setMaxSteps(3)
                    .fit(spark.read().parquet(table));
            assertEquals(3, trained.summary().steps());
            assertTrue(trained.summary().evaluations().get(1).trainLoss()
                    < trained.summary().evaluations().get(0).trainLoss());
            trained.trained().write(STORAGE, model);
        } finally {
            spark.stop();
        }
        LocalSpark.use("local[2]");
        try {
            FilePrediction.Result result = new FilePrediction(
                            TrainedModel.read(STORAGE, model),
                            STORAGE,
                            table,
                            false,
                            Optional.empty(),
                            Optional.empty(),
                            directory.resolve("controls.npy").toString(),
                            false)
                    .run(Map.of("spark.driver.host", "127.0.0.1"));
            assertEquals(ROWS, result.rows());
        } finally {
            LocalSpark.clear();
        }
    }

    private static void write(SparkSession spark, String table) {
        Dataset<Row> rows = spark.range(0, ROWS, 1, 4)
                .select(
                        functions.col("id"),
                        functions
                                .expr("array(sin(id), cos(0.7 * id), sin(1.3 * id), cos(2.1 * id))")
                                .as("input"));
        rows.write().parquet(table);
    }
}
