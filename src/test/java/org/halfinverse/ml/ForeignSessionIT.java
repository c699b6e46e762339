package org.halfinverse.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.halfinverse.io.DataException;
import org.halfinverse.spark.RecordRegistrator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions that somebody else has set up, in ways of their own. */
class ForeignSessionIT {
    private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";

    @AfterEach
    void stop() {
        LocalSession.spark().stop();
        SparkSession.clearActiveSession();
        SparkSession.clearDefaultSession();
    }

    private static HalfInverseGradientTrainer trainer() {
        return new HalfInverseGradientTrainer()
                .setProblem("toy")
                .setHiddenLayers(new int[] {3})
                .setBatchSize(10)
                .setMaxSteps(2)
                .setExecution("cluster")
                .setBlocks(2);
    }

    private static Dataset<Row> samples() {
        return LocalSession.spark().range(40).selectExpr("id", "id / 40 AS input");
    }

    @Test
    void kryoWithTheRegistratorGivesTheSameBits() {
        LocalSession.open(Map.of());
        double[] expected = trainer().fit(samples()).parameters().toArray();
        stop();
        LocalSession.open(
                Map.of("spark.serializer", KRYO, "spark.kryo.registrator", RecordRegistrator.class.getName()));
        HalfInverseGradientModel model = trainer().fit(samples());
        assertArrayEquals(expected, model.parameters().toArray());
        assertEquals(40, model.transform(samples()).collectAsList().size());
    }

    @Test
    void kryoWithoutItIsRefusedInASentence() {
        LocalSession.open(Map.of("spark.serializer", KRYO));
        Exception refused =
                assertThrows(IllegalStateException.class, () -> trainer().fit(samples()));
        assertEquals(
                "this Spark session serializes with Kryo, which cannot carry samples: start it with"
                        + " spark.kryo.registrator=org.halfinverse.spark.RecordRegistrator, or without spark.serializer",
                refused.getMessage());
    }

    /** Blocks are lost when executors are; here after every job. */
    @Test
    void rowsThatAreComputedAnewAreTheSameOrItIsTold() {
        LocalSession.open(Map.of());
        double[] expected = trainer().fit(samples()).parameters().toArray();
        stop();
        LocalSession.open(Map.of("spark.extraListeners", "org.halfinverse.spark.BlockThief"));
        Dataset<Row> samples = samples();
        assertArrayEquals(expected, trainer().fit(samples).parameters().toArray());

        org.apache.spark.sql.api.java.UDF1<Long, Double> clock = number -> (double) (System.nanoTime() % 1_000_000);
        Dataset<Row> changing = samples.withColumn(
                "input",
                functions
                        .udf(clock, org.apache.spark.sql.types.DataTypes.DoubleType)
                        .asNondeterministic()
                        .apply(functions.col("id")));
        DataException told = assertThrows(DataException.class, () -> trainer().fit(changing));
        assertTrue(
                told.getMessage()
                        .matches("partition \\d of the data frame had 20 rows, and now it has others: Spark has lost"
                                + " them and computed them anew, .*"),
                told.getMessage());
    }
}
