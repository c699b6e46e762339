package org.halfinverse.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.io.DataException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.physics.Problem;
import org.halfinverse.run.Prediction;
import org.halfinverse.run.TrainedModel;
import org.halfinverse.samples.SampleCompletion;
import org.halfinverse.samples.Samples;
import org.halfinverse.spark.SampleRow;
import org.jspecify.annotations.Nullable;

/**
 * Appends results to rows, some rows at a time: the control and, where asked for, the simulated output and the loss.
 *
 * @param physics network plus simulator plus loss
 * @param problem derives what the rows leave out
 * @param theta θ, n entries
 * @param reader of the samples in rows
 * @param output whether y is appended
 * @param loss whether ℓ is appended
 * @param source what messages begin with
 */
record RowPredictor(
        PhysicsModel physics,
        Problem problem,
        double[] theta,
        SampleRow.Reader<Row> reader,
        boolean output,
        boolean loss,
        String source)
        implements MapPartitionsFunction<Row, Row> {
    /** With what a trained model has. */
    static RowPredictor of(
            TrainedModel model, SampleRow.Reader<Row> reader, boolean output, boolean loss, String source) {
        return new RowPredictor(
                model.physics(), model.config().problem().problem(), model.theta(), reader, output, loss, source);
    }

    /**
     * {@return the rows of a data frame with the results appended, of the wider schema, computed when it is used}
     *
     * @param frame the rows
     * @param wider its schema with the columns for results
     */
    Dataset<Row> appendTo(Dataset<?> frame, StructType wider) {
        return described(frame.toDF().mapPartitions(this, Encoders.row(wider)), wider);
    }

    /** With what does not pass through functions on rows: the metadata of columns, and the exact types of intervals. */
    private static Dataset<Row> described(Dataset<Row> rows, StructType schema) {
        if (rows.schema().equals(schema)) {
            return rows;
        }
        StructField[] fields = schema.fields();
        String[] numbers =
                IntStream.range(0, fields.length).mapToObj(Integer::toString).toArray(String[]::new);
        return rows.toDF(numbers)
                .select(IntStream.range(0, fields.length)
                        .mapToObj(i -> described(rows.schema().fields()[i], fields[i], functions.col(numbers[i])))
                        .toArray(Column[]::new));
    }

    private static Column described(StructField present, StructField wanted, Column column) {
        Column typed = present.dataType().equals(wanted.dataType()) ? column : column.cast(wanted.dataType());
        return typed.as(wanted.name(), wanted.metadata());
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Iterator<>() {
            private long read;
            private Iterator<Row> ready = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                return ready.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!ready.hasNext()) {
                    List<Row> some = new ArrayList<>();
                    while (rows.hasNext() && some.size() < PhysicsModel.MOST_SAMPLES) {
                        some.add(rows.next());
                    }
                    ready = predicted(some, read).iterator();
                    read += some.size();
                }
                return ready.next();
            }
        };
    }

    private List<Row> predicted(List<Row> rows, long first) {
        Samples samples = samples(rows, first);
        Prediction prediction = Prediction.of(physics, theta, samples, output, loss);
        List<Row> wider = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            List<Object> values = new ArrayList<>(row.size() + 3);
            for (int column = 0; column < row.size(); column++) {
                values.add(row.get(column));
            }
            values.add(vector(prediction.controls(), i, rows.size()));
            if (output) {
                values.add(vector(prediction.outputs(), i, rows.size()));
            }
            if (loss) {
                values.add(prediction.losses()[i]);
            }
            wider.add(RowFactory.create(values.toArray()));
        }
        return wider;
    }

    private static Object vector(double[] values, int row, int rows) {
        int width = values.length / rows;
        return Vectors.dense(Arrays.copyOfRange(values, row * width, (row + 1) * width));
    }

    /** The samples in some rows; with states and targets only where they are needed. */
    private Samples samples(List<Row> rows, long first) {
        long[] numbers = new long[rows.size()];
        List<SampleRow> read = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            numbers[i] = first + i;
            try {
                read.add(reader.read(rows.get(i)));
            } catch (DataException e) {
                throw new DataException(
                        "row " + numbers[i] + " of partition " + TaskContext.getPartitionId() + ": " + e.getMessage(),
                        e);
            }
        }
        double[] inputs = joined(read.stream().map(SampleRow::input).toList());
        if (!output && !loss) {
            return new Samples(numbers, inputs, new double[0], new double[0]);
        }
        return SampleCompletion.complete(
                problem,
                numbers,
                inputs,
                read.get(0).state() == null
                        ? null
                        : joined(read.stream().map(SampleRow::state).toList()),
                read.get(0).target() == null
                        ? null
                        : joined(read.stream().map(SampleRow::target).toList()));
    }

    private static double[] joined(List<double @Nullable []> parts) {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
