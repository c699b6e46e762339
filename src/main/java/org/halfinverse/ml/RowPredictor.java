package org.halfinverse.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.halfinverse.io.DataException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.jacobian.SampleBlock;
import org.halfinverse.physics.Problem;
import org.halfinverse.spark.SampleRow;
import org.halfinverse.train.SampleCompletion;
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
 */
record RowPredictor(
        PhysicsModel physics,
        Problem problem,
        double[] theta,
        SampleRow.Reader<Row> reader,
        boolean output,
        boolean loss)
        implements MapPartitionsFunction<Row, Row> {
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
        SampleBlock samples = samples(rows, first);
        double[] controls = controls(samples);
        double[] outputs = output || loss ? physics.simulate(samples, controls) : controls;
        double[] losses = loss ? physics.lossesOf(samples, outputs) : controls;
        List<Row> wider = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            List<Object> values = new ArrayList<>(row.size() + 3);
            for (int column = 0; column < row.size(); column++) {
                values.add(row.get(column));
            }
            values.add(vector(controls, i, rows.size()));
            if (output) {
                values.add(vector(outputs, i, rows.size()));
            }
            if (loss) {
                values.add(losses[i]);
            }
            wider.add(RowFactory.create(values.toArray()));
        }
        return wider;
    }

    /**
     * The controls, by matrix products of the same size whatever the number of samples: then their last digits do not
     * depend on how rows are divided into partitions.
     */
    private double[] controls(SampleBlock samples) {
        int inputSize = physics.network().inputSize();
        double[] padded = Arrays.copyOf(samples.inputs(), PhysicsModel.MOST_SAMPLES * inputSize);
        double[] controls = physics.network().outputs(theta, PhysicsModel.MOST_SAMPLES, padded);
        return Arrays.copyOf(controls, samples.samples() * physics.network().outputSize());
    }

    private static Object vector(double[] values, int row, int rows) {
        int width = values.length / rows;
        return Vectors.dense(Arrays.copyOfRange(values, row * width, (row + 1) * width));
    }

    /** The samples in some rows; with states and targets only where they are needed. */
    private SampleBlock samples(List<Row> rows, long first) {
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
            return new SampleBlock(numbers, inputs, new double[0], new double[0]);
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
