package org.halfinverse.ml;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.halfinverse.io.DataException;

/**
 * Predictions with all columns of their data set, written by all executors.
 *
 * @param path directory for the files
 * @param widths how many numbers columns of arrays have, by their names
 */
record TableOutput(String path, Map<String, Integer> widths) {
    private static final double NANOS = 1e-9;
    private static final String ROWS = "rows";

    /** Writes Parquet; vectors become arrays, which all programs read. */
    FilePrediction.Result writeParquet(Dataset<Row> predictions) {
        return write(predictions, frame -> {
            List<Column> columns = new ArrayList<>();
            for (StructField field : frame.schema().fields()) {
                columns.add(array(field).as(field.name()));
            }
            frame.select(columns.toArray(Column[]::new)).write().parquet(path);
        });
    }

    /** Writes CSV with a header; vectors and arrays, which CSV does not know, become a column for each number. */
    FilePrediction.Result writeCsv(Dataset<Row> predictions) {
        return write(predictions, frame -> {
            List<Column> columns = new ArrayList<>();
            for (StructField field : frame.schema().fields()) {
                if (isVector(field.dataType()) || field.dataType() instanceof ArrayType) {
                    int width = width(field.name());
                    for (int entry = 0; entry < width; entry++) {
                        String name = width == 1 ? field.name() : field.name() + "_" + entry;
                        columns.add(array(field).getItem(entry).as(name));
                    }
                } else {
                    columns.add(column(field));
                }
            }
            frame.select(columns.toArray(Column[]::new))
                    .write()
                    .option("header", true)
                    .csv(path);
        });
    }

    /** Counts rows and losses as they are written. */
    private static FilePrediction.Result write(Dataset<Row> predictions, Consumer<Dataset<Row>> writer) {
        Observation observation = new Observation();
        boolean judged = Arrays.asList(predictions.columns()).contains(FilePrediction.LOSS);
        Column rows = count(lit(1)).as(ROWS);
        Column loss = judged ? avg(FilePrediction.LOSS) : lit(null);
        long start = System.nanoTime();
        writer.accept(predictions.observe(observation, rows, loss.as(FilePrediction.LOSS)));
        double seconds = (System.nanoTime() - start) * NANOS;
        Map<String, ?> totals = totals(observation);
        return new FilePrediction.Result(
                totals.get(ROWS) instanceof Long number ? number : 0,
                seconds,
                totals.get(FilePrediction.LOSS) instanceof Double mean
                        ? OptionalDouble.of(mean)
                        : OptionalDouble.empty());
    }

    private static Map<String, ?> totals(Observation observation) {
        try {
            return observation.getAsJava();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rows were counted", e);
        }
    }

    private static Column array(StructField field) {
        return isVector(field.dataType()) ? functions.vector_to_array(column(field), "float64") : column(field);
    }

    private static boolean isVector(DataType type) {
        return type.equals(SQLDataTypes.VectorType());
    }

    private static Column column(StructField field) {
        return col("`" + field.name().replace("`", "``") + "`");
    }

    private int width(String column) {
        Integer width = widths.get(column);
        if (width == null) {
            throw new DataException("column " + column
                    + " of the inputs is an array, which CSV cannot hold: write .parquet, or leave it out");
        }
        return width;
    }
}
