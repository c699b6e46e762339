package org.halfinverse.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.halfinverse.io.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data frames as they come: with all types of Spark, names that have to be quoted, partitions of all sizes. */
@ExtendWith(LocalSession.class)
class OddDataFramesIT {
    private Dataset<Row> samples;

    @BeforeEach
    void draw() {
        samples =
                LocalSession.spark().range(20).select(functions.expr("id"), functions.expr("array(id / 20) AS input"));
    }

    private static HalfInverseGradientTrainer trainer() {
        return new HalfInverseGradientTrainer()
                .setProblem("toy")
                .setHiddenLayers(new int[] {3})
                .setBatchSize(10)
                .setMaxSteps(2)
                .setBlocks(2);
    }

    @Test
    void columnsOfEveryTypeStayAsTheyAre() {
        LocalSession.spark().conf().set("spark.sql.timeType.enabled", "true"); // Spark 4.2 has it off
        Dataset<Row> odd = samples.selectExpr(
                "*",
                "map('a', id, 'b', null) AS map",
                "named_struct('x', id, 'y', array(named_struct('z', cast(id AS string)))) AS struct",
                "map(named_struct('q', id), array(map('k', id))) AS nested",
                "cast(cast(id AS string) AS binary) AS binary",
                "cast(id AS decimal(38, 10)) AS decimal",
                "timestamp'2020-01-01 00:00:00.123456' AS timestamp",
                "timestamp_ntz'2020-01-01 00:00:00.123456' AS ntz",
                "date'1500-01-01' AS date",
                "time'12:00:01' AS time",
                "make_interval(1, 2, 3, 4, 5, 6, 7.5) AS interval",
                "interval '1' day AS days",
                "interval '1' year AS years",
                "if(id % 2 = 0, null, id) AS sometimes",
                "cast(null AS string) AS never",
                "null AS void",
                "cast('NaN' AS float) AS float",
                "cast(1 AS byte) AS byte",
                "id % 2 = 0 AS boolean",
                "parse_json('{\"a\": 1}') AS variant",
                "'a' COLLATE UTF8_LCASE AS collated");
        HalfInverseGradientModel model = trainer().setOutputCol("y").fit(odd);
        Dataset<Row> same = model.transform(odd).drop("control", "y");
        assertEquals(odd.schema(), same.schema());
        List<Row> expected = odd.collectAsList();
        List<Row> actual = same.collectAsList();
        assertEquals(20, actual.size());
        for (int row = 0; row < 20; row++) {
            for (int column = 0; column < odd.columns().length; column++) {
                Object value = expected.get(row).get(column);
                if (value instanceof byte[] bytes) {
                    assertArrayEquals(bytes, (byte[]) actual.get(row).get(column));
                } else {
                    assertEquals(value, actual.get(row).get(column), odd.columns()[column]);
                }
            }
        }
    }

    /** Other stages keep there what the numbers of a vector are called, and which are categories. */
    @Test
    void columnsKeepTheirMetadata() {
        Metadata metadata = new MetadataBuilder().putString("unit", "m").build();
        Dataset<Row> described =
                samples.withColumn("a.b", samples.col("id").as("a.b", metadata)).withColumnRenamed("id", "number");
        HalfInverseGradientModel model = trainer().fit(described);
        Dataset<Row> predictions = model.transform(described);
        assertEquals(model.transformSchema(described.schema()), predictions.schema());
        assertEquals(metadata, predictions.schema().apply("a.b").metadata());
        assertEquals(19L, predictions.selectExpr("max(`a.b`)").first().getLong(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "a b", "a`b", "a,b", "s[0]", "größe"})
    void namesMayHaveAnyCharacters(String name) {
        Dataset<Row> renamed = samples.withColumnRenamed("input", name);
        Dataset<Row> predictions = trainer()
                .setInputCol(name)
                .setControlCol("u." + name)
                .setLossCol("loss." + name)
                .fit(renamed)
                .transform(renamed);
        assertArrayEquals(new String[] {"id", name, "u." + name, "loss." + name}, predictions.columns());
        double mean = new MeanLoss().setLossCol("loss." + name).evaluate(predictions);
        double sum = predictions.collectAsList().stream()
                .mapToDouble(row -> row.getDouble(3))
                .sum();
        assertEquals(sum / 20, mean, 1e-15);
    }

    /** Nobody could ask for either of them. */
    @Test
    void aColumnForResultsMustDifferInMoreThanCapitals() {
        Dataset<Row> clash = samples.withColumn("Control", functions.lit(1));
        assertEquals(
                "the data set has a column Control already: name another one for the results",
                assertThrows(DataException.class, () -> trainer().fit(clash)).getMessage());
    }

    @Test
    void numbersOfEveryTypeAreRead() {
        double[] expected = trainer().fit(samples).parameters().toArray();
        for (String input :
                List.of("array(cast(id / 20 AS decimal(10, 4)))", "id / 20", "cast(id / 20 AS decimal(10, 4))")) {
            Dataset<Row> other = samples.withColumn("input", functions.expr(input));
            assertArrayEquals(expected, trainer().fit(other).parameters().toArray(), input);
        }
        double[] floats = trainer()
                .fit(samples.withColumn("input", functions.expr("array(cast(id / 20 AS float))")))
                .parameters()
                .toArray();
        assertArrayEquals(expected, floats, 1e-4); // inputs rounded to 24 bits, two steps that magnify it
        assertFalse(Arrays.equals(expected, floats));
    }

    @ParameterizedTest
    @ValueSource(strings = {"driver", "cluster"})
    void emptyAndTinyPartitionsAreAsGoodAsOthers(String execution) {
        Dataset<Row> scattered = samples.repartitionByRange(60, samples.col("id"));
        HalfInverseGradientModel model = trainer().setExecution(execution).fit(scattered);
        assertArrayEquals(
                trainer().setExecution(execution).fit(samples).parameters().toArray(),
                model.parameters().toArray());
        assertEquals(20, model.transform(scattered).count());
        assertEquals(0, model.transform(scattered.filter("id < 0")).count());
    }
}
