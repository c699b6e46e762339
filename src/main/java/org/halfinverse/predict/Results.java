package org.halfinverse.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halfinverse.io.CsvWriter;
import org.halfinverse.io.ParquetTableWriter;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.run.Prediction;

/** The results of consecutive rows, computed some rows at a time and given to a writer one row after the other. */
final class Results {
    private final Predictor predictor;
    private final long end;
    private final List<Integer> widths;
    private long next;
    private int position;
    private int count;
    private List<double[]> block = List.of();
    private double lossSum;

    /**
     * Before the first row.
     *
     * @param predictor computes them
     * @param from first row
     * @param rows how many
     */
    Results(Predictor predictor, long from, long rows) {
        this.predictor = predictor;
        this.next = from;
        this.end = from + rows;
        this.widths = predictor.columns().stream()
                .map(column -> predictor.width(column.name()))
                .toList();
    }

    /** The names of the cells in CSV, one for each number. */
    List<String> cells() {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < widths.size(); column++) {
            String name = predictor.columns().get(column).name();
            for (int entry = 0; entry < widths.get(column); entry++) {
                cells.add(widths.get(column) == 1 ? name : name + "_" + entry);
            }
        }
        return cells;
    }

    /** Goes on to the next row. */
    private void advance() {
        if (++position < count) {
            return;
        }
        count = (int) Math.min(PhysicsModel.MOST_SAMPLES, end - next);
        Prediction prediction = predictor.predict(next, count);
        block = List.of(prediction.controls(), prediction.outputs(), prediction.losses());
        lossSum += Arrays.stream(prediction.losses()).sum();
        next += count;
        position = 0;
    }

    /** Adds the cells of the next row. */
    void addTo(CsvWriter writer) {
        advance();
        for (int column = 0; column < widths.size(); column++) {
            int width = widths.get(column);
            for (int entry = 0; entry < width; entry++) {
                writer.number(block.get(column)[position * width + entry]);
            }
        }
    }

    /** Adds the cells of the next row, from some column on. */
    void addTo(ParquetTableWriter writer, int first) {
        advance();
        for (int column = 0; column < widths.size(); column++) {
            int width = widths.get(column);
            if (predictor.columns().get(column).kind() == ParquetTableWriter.Kind.NUMBER) {
                writer.number(first + column, block.get(column)[position]);
            } else {
                writer.numbers(first + column, block.get(column), position * width, width);
            }
        }
    }

    /** The sum of the losses of all rows so far. */
    double lossSum() {
        return lossSum;
    }
}
