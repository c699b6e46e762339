package org.halfinverse.predict;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.halfinverse.io.CsvFormat;
import org.halfinverse.io.CsvWriter;
import org.halfinverse.io.ParquetTableWriter;
import org.halfinverse.io.ParquetTableWriter.Column;
import org.halfinverse.io.ParquetTableWriter.Kind;
import org.halfinverse.io.Storage;
import org.halfinverse.io.StoredArray;

/**
 * NumPy arrays side by side, each a column of lists.
 *
 * @param names of the columns
 * @param arrays as many, with a row a sample
 */
record CarriedArrays(List<String> names, List<StoredArray> arrays) implements Carried {
    private static final int ROWS_AT_ONCE = 1024;

    @Override
    public List<Slice> slices(long wanted) {
        return Slice.of(arrays.get(0).rows(), wanted);
    }

    @Override
    public CsvFormat format() {
        return CsvFormat.COMMAS;
    }

    @Override
    public void writeCsv(Slice slice, CsvWriter to, Results results) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            long width = arrays.get(i).rowLength();
            for (int entry = 0; entry < width; entry++) {
                to.text(width == 1 ? names.get(i) : names.get(i) + "_" + entry);
            }
        }
        Carried.endHeader(to, results);
        for (long row = 0; row < slice.rows(); ) {
            int count = (int) Math.min(ROWS_AT_ONCE, slice.rows() - row);
            List<double[]> numbers = read(slice.from() + row, count);
            for (int i = 0; i < count; i++) {
                for (double[] array : numbers) {
                    int width = array.length / count;
                    for (int entry = 0; entry < width; entry++) {
                        to.number(array[i * width + entry]);
                    }
                }
                results.addTo(to);
                to.end();
            }
            row += count;
        }
    }

    @Override
    public void writeParquet(Slice slice, Storage storage, String path, Predictor predictor, Results results) {
        List<Column> columns = new ArrayList<>();
        names.forEach(name -> columns.add(new Column(name, Kind.NUMBERS)));
        columns.addAll(predictor.columns());
        try (ParquetTableWriter writer = new ParquetTableWriter(storage, path, columns)) {
            for (long row = 0; row < slice.rows(); ) {
                int count = (int) Math.min(ROWS_AT_ONCE, slice.rows() - row);
                List<double[]> numbers = read(slice.from() + row, count);
                for (int i = 0; i < count; i++) {
                    for (int column = 0; column < numbers.size(); column++) {
                        int width = numbers.get(column).length / count;
                        writer.numbers(column, numbers.get(column), i * width, width);
                    }
                    results.addTo(writer, names.size());
                    writer.endRow();
                }
                row += count;
            }
            writer.finish();
        }
    }

    private List<double[]> read(long from, int count) {
        return arrays.stream().map(array -> array.readRows(from, count)).toList();
    }
}
