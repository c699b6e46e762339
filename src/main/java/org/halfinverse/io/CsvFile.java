package org.halfinverse.io;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;

/** A CSV file: its header, and its records on demand. */
final class CsvFile implements Serializable {
    private final Storage storage;
    private final String path;
    private final String qualifiedPath;
    private final CsvFormat format;
    private final CsvHeader header;
    private final byte[] headerRecord;
    private final byte lineEnd;
    private final int cells;
    private final long firstRow;
    private final long rows;
    private final CsvIndex index;
    private transient volatile CsvIndex.@Nullable Position readLast;

    private CsvFile(
            Storage storage,
            String path,
            CsvFormat format,
            CsvHeader header,
            byte[] headerRecord,
            byte lineEnd,
            int cells,
            long firstRow,
            long rows,
            CsvIndex index) {
        this.storage = storage;
        this.path = path;
        this.qualifiedPath = storage.qualify(path);
        this.format = format;
        this.header = header;
        this.headerRecord = headerRecord;
        this.lineEnd = lineEnd;
        this.cells = cells;
        this.firstRow = firstRow;
        this.rows = rows;
        this.index = index;
    }

    /**
     * {@return the file, no numbers read yet: goes through it once and notes where its rows begin}
     *
     * @param storage where it lies
     * @param path any Hadoop path
     * @param format how it is written
     * @param hasHeader whether its first record has names, if that is said
     * @param firstRow number of its first row in the table
     * @param indexEntries how many places are noted at the most
     * @throws DataException if the file is missing, not CSV, or not all records have one number of cells
     */
    static CsvFile open(
            Storage storage,
            String path,
            CsvFormat format,
            Optional<Boolean> hasHeader,
            long firstRow,
            int indexEntries) {
        return storage.read(path, path, input -> {
            CsvReader reader = new CsvReader(input, format.separator(), path);
            CsvIndex index = new CsvIndex(indexEntries);
            CsvHeader header = new CsvHeader(List.of());
            byte[] headerRecord = new byte[0];
            int cells = 0;
            long rows = 0;
            if (reader.next()) {
                cells = reader.cells();
                header = CsvHeader.of(reader, format.decimal(), hasHeader, path);
                if (header.names().isEmpty()) {
                    index.add(rows++, reader.start());
                } else {
                    headerRecord = reader.record();
                }
                reader.numberRows(firstRow + rows);
                for (; reader.next(); rows++) {
                    if (reader.cells() != cells) {
                        throw new DataException(
                                path + " has " + reader.cells() + " cells " + reader.where() + " instead of " + cells);
                    }
                    index.add(rows, reader.start());
                }
            }
            return new CsvFile(
                    storage, path, format, header, headerRecord, reader.lineEnd(), cells, firstRow, rows, index);
        });
    }

    String path() {
        return path;
    }

    CsvHeader header() {
        return header;
    }

    byte[] headerRecord() {
        return headerRecord;
    }

    int cells() {
        return cells;
    }

    long firstRow() {
        return firstRow;
    }

    long rows() {
        return rows;
    }

    /**
     * Reads consecutive rows. What follows those read last is found without the index.
     *
     * @param from first row of this file
     * @param count how many
     * @param reader is given each
     * @throws DataException if the file is not what it was
     */
    void read(long from, int count, CsvTable.RowReader reader) {
        CsvIndex.@Nullable Position last = readLast;
        CsvIndex.Position place = last != null && last.row() == from ? last : index.before(from);
        readLast = storage.read(qualifiedPath, path, input -> {
            seek(input, place);
            CsvReader records = new CsvReader(input, place.offset(), lineEnd, format.separator(), path);
            for (long row = place.row(); row < from; row++) {
                next(records);
            }
            for (long row = from; row < from + count; row++) {
                next(records);
                reader.read(new Row(records, row));
            }
            return new CsvIndex.Position(from + count, records.offset());
        });
    }

    private void seek(FSDataInputStream input, CsvIndex.Position place) throws IOException {
        if (place.row() == 0) {
            input.seek(place.offset());
            return;
        }
        input.seek(place.offset() - 1);
        if (input.read() != lineEnd) {
            throw changed();
        }
    }

    private void next(CsvReader records) throws IOException {
        boolean found;
        try {
            found = records.next();
        } catch (DataException e) {
            throw new DataException(String.valueOf(changed().getMessage()), e);
        }
        if (!found || records.cells() != cells) {
            throw changed();
        }
    }

    private DataException changed() {
        return new DataException(path + " has changed while it was in use");
    }

    /** The line in which a row begins, which nobody remembers as long as all is well. */
    private long line(long row) {
        return storage.read(qualifiedPath, path, input -> {
            CsvReader reader = new CsvReader(input, format.separator(), path);
            for (long record = header.names().isEmpty() ? 0 : -1; record <= row; record++) {
                next(reader);
            }
            return reader.line();
        });
    }

    /** A record of this file while it is at hand. */
    private final class Row implements CsvTable.Row {
        private final CsvReader record;
        private final long row;

        Row(CsvReader record, long row) {
            this.record = record;
            this.row = row;
        }

        @Override
        public byte[] bytes() {
            return record.record();
        }

        @Override
        public List<@Nullable String> texts() {
            List<@Nullable String> texts = new ArrayList<>();
            for (int cell = 0; cell < cells; cell++) {
                texts.add(record.exactText(cell));
            }
            return texts;
        }

        @Override
        public void numbers(int[] columns, double[] numbers, int at) {
            for (int i = 0; i < columns.length; i++) {
                OptionalDouble number = record.number(columns[i], format.decimal());
                if (number.isEmpty()) {
                    throw noNumber(columns[i]);
                }
                numbers[at + i] = number.getAsDouble();
            }
        }

        private DataException noNumber(int column) {
            String text = record.text(column);
            char other = format.decimal() == '.' ? ',' : '.';
            String hint = CsvNumber.parse(text, other).isEmpty()
                    ? ""
                    : ": if \"" + other + "\" is its decimal sign, set problem.data.csv.decimal = \"" + other + "\"";
            return new DataException(path + " has " + CsvNumber.quoted(text) + " in row " + (firstRow + row) + " (line "
                    + line(row) + "), " + header.column(column) + ", which is not a number" + hint);
        }
    }
}
