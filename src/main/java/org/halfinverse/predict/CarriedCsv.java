package org.halfinverse.predict;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.halfinverse.io.CsvFormat;
import org.halfinverse.io.CsvTable;
import org.halfinverse.io.CsvWriter;
import org.halfinverse.io.ParquetTableWriter;
import org.halfinverse.io.ParquetTableWriter.Column;
import org.halfinverse.io.ParquetTableWriter.Kind;
import org.halfinverse.io.Storage;
import org.jspecify.annotations.Nullable;

/**
 * A CSV table: its records to the byte where CSV is written, the texts of its cells in Parquet.
 *
 * @param table the inputs
 */
record CarriedCsv(CsvTable table) implements Carried {
    /** Those of the header; without one, numbered ones, as Spark has them. */
    @Override
    public List<String> names() {
        return table.names().isEmpty()
                ? IntStream.range(0, table.cells())
                        .mapToObj(column -> "_c" + column)
                        .toList()
                : table.names();
    }

    @Override
    public List<Slice> slices(long wanted) {
        List<Slice> slices = new ArrayList<>();
        for (CsvTable.Part part : table.parts(wanted)) {
            slices.add(new Slice(slices.size(), part.firstRow(), part.rows(), part.partition(), null));
        }
        return slices;
    }

    @Override
    public CsvFormat format() {
        return table.format();
    }

    @Override
    public void writeCsv(Slice slice, CsvWriter to, Results results) throws IOException {
        if (table.names().isEmpty()) {
            names().forEach(to::text);
        } else {
            to.raw(table.header());
        }
        Carried.endHeader(to, results);
        try {
            table.read(slice.from(), Math.toIntExact(slice.rows()), row -> {
                to.raw(row.bytes());
                results.addTo(to);
                end(to);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void end(CsvWriter to) {
        try {
            to.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void writeParquet(Slice slice, Storage storage, String path, Predictor predictor, Results results) {
        List<Column> columns = new ArrayList<>();
        names().forEach(name -> columns.add(new Column(name, Kind.TEXT)));
        columns.addAll(predictor.columns());
        try (ParquetTableWriter writer = new ParquetTableWriter(storage, path, columns)) {
            table.read(slice.from(), Math.toIntExact(slice.rows()), row -> {
                List<@Nullable String> cells = row.texts();
                for (int column = 0; column < cells.size(); column++) {
                    writer.text(column, cells.get(column));
                }
                results.addTo(writer, cells.size());
                writer.endRow();
            });
            writer.finish();
        }
    }
}
