package org.halfinverse.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.GeneratedSamples;
import org.halfinverse.samples.Samples;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Spark session in this JVM for the tests of a class, and data frames for it. */
final class LocalSession implements BeforeAllCallback, AfterAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        open();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        spark().stop();
    }

    static SparkSession open() {
        return open(Map.of());
    }

    /** With some more settings. */
    static SparkSession open(Map<String, String> settings) {
        SparkSession.Builder builder = SparkSession.builder();
        settings.forEach(builder::config);
        return builder.master("local[2]")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"))
                .getOrCreate();
    }

    static SparkSession spark() {
        return SparkSession.active();
    }

    /** The first training samples that a configuration draws, as rows of vectors. */
    static Dataset<Row> samples(String configuration, int count) {
        return frame(block(configuration, count));
    }

    static Samples block(String configuration, int count) {
        ExperimentConfig config = Configurations.parse(configuration + "\ntraining.max-steps = 1");
        return new GeneratedSamples(config.problem().problem(), config.seed(), Stream.TRAINING_SAMPLES, count)
                .read(0, count);
    }

    static Dataset<Row> frame(Samples block) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < block.samples(); i++) {
            Samples one = block.select(i);
            rows.add(RowFactory.create(
                    (long) i, Vectors.dense(one.inputs()), Vectors.dense(one.states()), Vectors.dense(one.targets())));
        }
        StructType schema = new StructType()
                .add("number", "long")
                .add("input", SQLDataTypes.VectorType())
                .add("state", SQLDataTypes.VectorType())
                .add("target", SQLDataTypes.VectorType());
        return spark().createDataFrame(rows, schema)
                .repartitionByRange(3, org.apache.spark.sql.functions.col("number"));
    }
}
