package org.halfinverse.predict;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.halfinverse.io.CsvFormat;
import org.halfinverse.io.CsvWriter;
import org.halfinverse.io.ParquetCells;
import org.halfinverse.io.ParquetTable;
import org.halfinverse.io.Storage;

/**
 * A Parquet table: its columns as they are where Parquet is written, the texts of their values in CSV.
 *
 * @param table the inputs
 * @param names of its columns
 * @param widths how many numbers the columns of samples have, by their names
 */
record CarriedParquet(ParquetTable table, List<String> names, HashMap<String, Integer> widths) implements Carried {
    CarriedParquet(ParquetTable table, Map<String, Integer> widths) {
        this(table, table.names(), new HashMap<>(widths));
    }

    @Override
    public List<Slice> slices(long wanted) {
        List<Slice> slices = new ArrayList<>();
        for (ParquetTable.Part part : table.parts(wanted)) {
            slices.add(new Slice(slices.size(), part.firstRow(), part.rows(), part.partition(), part));
        }
        return slices;
    }

    @Override
    public CsvFormat format() {
        return CsvFormat.COMMAS;
    }

    @Override
    public void writeCsv(Slice slice, CsvWriter to, Results results) throws IOException {
        ParquetCells cells = table.cells(Objects.requireNonNull(slice.part()), widths);
        cells.names().forEach(to::text);
        Carried.endHeader(to, results);
        for (long row = 0; row < slice.rows(); row++) {
            cells.next(to);
            results.addTo(to);
            to.end();
        }
    }

    @Override
    public void writeParquet(Slice slice, Storage storage, String path, Predictor predictor, Results results) {
        table.copy(Objects.requireNonNull(slice.part()), path, predictor.columns(), (writer, firstRow, rows) -> {
            for (long row = 0; row < rows; row++) {
                results.addTo(writer, 0);
                writer.endRow();
            }
        });
    }
}
