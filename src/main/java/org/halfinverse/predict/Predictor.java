package org.halfinverse.predict;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.halfinverse.io.ParquetTableWriter.Column;
import org.halfinverse.io.ParquetTableWriter.Kind;
import org.halfinverse.io.StoredArray;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.physics.Problem;
import org.halfinverse.run.Prediction;
import org.halfinverse.samples.SampleCompletion;
import org.halfinverse.samples.Samples;
import org.jspecify.annotations.Nullable;

/**
 * Applies a network, and where asked for the simulator, to rows of files, wherever it is sent to.
 *
 * @param physics network plus simulator plus loss
 * @param problem derives what the files leave out
 * @param theta θ, n entries
 * @param input s of all samples
 * @param state x of all samples, or null where the problem derives it
 * @param target ŷ of all samples, or null where the problem derives it
 * @param simulate whether outputs and losses are wanted
 */
record Predictor(
        PhysicsModel physics,
        Problem problem,
        double[] theta,
        StoredArray input,
        @Nullable StoredArray state,
        @Nullable StoredArray target,
        boolean simulate)
        implements Serializable {
    static final String CONTROL = "control";
    static final String OUTPUT = "output";
    static final String LOSS = "loss";

    /** The columns of the results. */
    List<Column> columns() {
        List<Column> columns = new ArrayList<>(List.of(new Column(CONTROL, Kind.NUMBERS)));
        if (simulate) {
            columns.add(new Column(OUTPUT, Kind.NUMBERS));
            columns.add(new Column(LOSS, Kind.NUMBER));
        }
        return columns;
    }

    /** How many numbers a column of the results has. */
    int width(String column) {
        return switch (column) {
            case CONTROL -> problem.simulator().controlSize();
            case OUTPUT -> problem.simulator().outputSize();
            default -> 1;
        };
    }

    /**
     * {@return the results of consecutive rows}
     *
     * @param from first row
     * @param count how many
     * @throws org.halfinverse.io.DataException if they cannot be read, or are not finite
     */
    Prediction predict(long from, int count) {
        double[] none = {};
        long[] numbers = LongStream.range(from, from + count).toArray();
        double[] inputs = input.readFiniteRows(from, count);
        Samples samples = simulate
                ? SampleCompletion.complete(
                        problem, numbers, inputs, read(state, from, count), read(target, from, count))
                : new Samples(numbers, inputs, none, none);
        return Prediction.of(physics, theta, samples, simulate, simulate);
    }

    /**
     * Controls, outputs and losses of a slice, some rows at a time.
     *
     * @param slice the rows
     */
    Iterator<double[][]> blocks(Slice slice) {
        IntFunction<double[][]> block = i -> {
            long from = slice.from() + (long) i * PhysicsModel.MOST_SAMPLES;
            int count = (int) Math.min(PhysicsModel.MOST_SAMPLES, slice.from() + slice.rows() - from);
            Prediction prediction = predict(from, count);
            return new double[][] {prediction.controls(), prediction.outputs(), prediction.losses()};
        };
        int blocks = Math.toIntExact((slice.rows() + PhysicsModel.MOST_SAMPLES - 1) / PhysicsModel.MOST_SAMPLES);
        return IntStream.range(0, blocks).mapToObj(block).iterator();
    }

    /** The sum of the losses of such blocks. */
    static double lossSum(Iterator<double[][]> blocks) {
        double sum = 0;
        while (blocks.hasNext()) {
            sum += Arrays.stream(blocks.next()[2]).sum();
        }
        return sum;
    }

    private static double @Nullable [] read(@Nullable StoredArray array, long from, int count) {
        return array == null ? null : array.readFiniteRows(from, count);
    }
}
