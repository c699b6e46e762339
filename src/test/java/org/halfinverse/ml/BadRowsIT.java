package org.halfinverse.ml;

import static org.halfinverse.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.io.DataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a data frame is told in one sentence, with column and row. */
@ExtendWith(LocalSession.class)
class BadRowsIT {
    private static HalfInverseGradientTrainer trainer() {
        return new HalfInverseGradientTrainer()
                .setProblem("toy")
                .setHiddenLayers(new int[] {3})
                .setBatchSize(4)
                .setMaxSteps(1);
    }

    /** Ten rows of two numbers in three partitions, of which number 7 is another. */
    private static Dataset<Row> rows(@Nullable List<Double> seventh) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rows.add(RowFactory.create(i, i == 7 ? seventh : List.of(0.1 * i)));
        }
        return LocalSession.spark()
                .createDataFrame(
                        rows,
                        new StructType()
                                .add("number", DataTypes.IntegerType)
                                .add("input", DataTypes.createArrayType(DataTypes.DoubleType)))
                .repartitionByRange(3, functions.col("number"));
    }

    private static Stream<Arguments> badRows() {
        List<@Nullable Double> withNull = new ArrayList<>();
        withNull.add(null);
        return Stream.of(
                Arguments.of(null, "row 7: column input is null"),
                Arguments.of(List.of(1.0, 2.0), "row 7: column input has 2 numbers instead of 1"),
                Arguments.of(List.of(), "row 7: column input has 0 numbers instead of 1"),
                Arguments.of(withNull, "row 7: column input has null as entry 0"),
                Arguments.of(
                        List.of(Double.NaN), "row 7: column input has NaN as entry 0; all numbers must be finite"));
    }

    @ParameterizedTest
    @MethodSource("badRows")
    void aBadRowIsNamedWhenFitting(@Nullable List<Double> seventh, String sentence) {
        assertEquals(
                sentence,
                assertThrows(DataException.class, () -> trainer().fit(rows(seventh)))
                        .getMessage());
    }

    @Test
    void aBadRowIsNamedWhenPredicting() {
        HalfInverseGradientModel model = trainer().fit(rows(List.of(0.5)));
        Dataset<Row> predictions = model.transform(rows(null).coalesce(1));
        Throwable failure = assertThrows(Exception.class, predictions::collectAsList);
        while (!(failure instanceof DataException)) {
            failure = failure.getCause();
        }
        assertEquals("row 7 of partition 0: column input is null", failure.getMessage());
    }

    @Test
    void anEmptyDataFrameIsRefused() {
        assertRefused(
                DataException.class,
                "the data set has no rows",
                () -> trainer().fit(rows(null).limit(0)));
    }

    @Test
    void aMissingColumnIsRefused() {
        assertRefused(
                DataException.class,
                "the data set has no column s; it has number, input",
                () -> trainer().setInputCol("s").fit(rows(null)));
    }

    @Test
    void aColumnOfTextIsRefused() {
        assertRefused(
                DataException.class,
                "column input is of type string; it must hold vectors or arrays of numbers",
                () -> trainer().fit(rows(null).withColumn("input", functions.lit("a"))));
    }

    @Test
    void aColumnForResultsMustNotBeThere() {
        assertRefused(
                DataException.class,
                "the data set has a column number already: name another one for the results",
                () -> trainer().setControlCol("number").fit(rows(null)));
    }

    @Test
    void settingsAreCheckedBeforeRowsAreRead() {
        assertRefused(
                ConfigurationException.class,
                "the trainer has no problem: call setProblem with the name of a built-in one, or of a class",
                () -> new HalfInverseGradientTrainer().fit(rows(null)));
        assertRefused(
                ConfigurationException.class,
                "the trainer's parameters: optimizer.kappa = 2.0 is out of range: it must be in [0.0, 1.0]",
                () -> trainer().setKappa(2).fit(rows(null)));
        assertRefused(
                ConfigurationException.class,
                "training has no end: set training.max-epochs, training.max-steps or training.max-seconds",
                () -> new HalfInverseGradientTrainer().setProblem("toy").fit(rows(null)));
    }
}
