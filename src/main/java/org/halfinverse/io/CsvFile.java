package org.halfinverse.io;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;

/** A CSV file of numbers: its header, and its rows on demand. */
final class CsvFile implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What is taken apart at a time. */
    private static final int PIECE_BYTES = 1 << 18;

    private final Storage storage;
    private final String path;
    private final String qualifiedPath;
    private final CsvHeader header;
    private final int cells;
    private final long firstRow;
    private final long rows;
    private final CsvIndex index;
    private transient volatile CsvIndex.@Nullable Position readLast;

    private CsvFile(
            Storage storage, String path, CsvHeader header, int cells, long firstRow, long rows, CsvIndex index) {
        this.storage = storage;
        this.path = path;
        this.qualifiedPath = storage.qualify(path);
        this.header = header;
        this.cells = cells;
        this.firstRow = firstRow;
        this.rows = rows;
        this.index = index;
    }

    /**
     * Opens a file: goes through it once and notes where its rows begin.
     *
     * @param storage where it lies
     * @param path any Hadoop path
     * @param firstRow number of its first row in the table
     * @param indexEntries how many places are noted at the most
     * @return the file, no numbers read yet
     * @throws DataException if the file is missing, not CSV, or not all records have one number of cells
     */
    static CsvFile open(Storage storage, String path, long firstRow, int indexEntries) {
        try (FSDataInputStream input = storage.open(path)) {
            CsvScanner scanner = new CsvScanner(input, 0, path);
            scanner.skipByteOrderMark();
            scanner.keep(true);
            CsvIndex index = new CsvIndex(indexEntries);
            if (!scanner.next()) {
                return new CsvFile(storage, path, new CsvHeader(List.of()), 0, firstRow, 0, index);
            }
            int cells = scanner.cells();
            CsvHeader header = CsvHeader.of(record(scanner.take(), cells, path), path);
            scanner.keep(false);
            long rows = 0;
            if (header.names().isEmpty()) {
                index.add(rows++, scanner.start());
            }
            scanner.numberRows(firstRow + rows);
            for (; scanner.next(); rows++) {
                if (scanner.cells() != cells) {
                    throw new DataException(path + " has " + scanner.cells() + " cells " + scanner.where() + ", where "
                            + cells + " are needed");
                }
                index.add(rows, scanner.start());
            }
            return new CsvFile(storage, path, header, cells, firstRow, rows, index);
        } catch (IOException e) {
            throw new DataException(path + " cannot be read: " + Storage.reason(e), e);
        }
    }

    private static List<String> record(byte[] bytes, int cells, String path) {
        List<String> record = new ArrayList<>();
        new CsvRecords(cells, IntStream.range(0, cells).toArray(), path).read(bytes, 1, (number, texts) -> {
            for (@Nullable String text : texts) {
                record.add(text == null ? "" : text);
            }
        });
        return record;
    }

    String path() {
        return path;
    }

    CsvHeader header() {
        return header;
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
     * @param columns which
     * @param numbers where to
     * @param at position of the first number in it
     * @throws DataException if a cell is not a number, or the file is not what it was
     */
    void readRows(long from, int count, int[] columns, double[] numbers, int at) {
        CsvIndex.@Nullable Position last = readLast;
        CsvIndex.Position place = last != null && last.row() == from ? last : index.before(from);
        try (FSDataInputStream input = storage.open(qualifiedPath)) {
            seek(input, place);
            CsvScanner scanner = new CsvScanner(input, place.offset(), path);
            for (long row = place.row(); row < from; row++) {
                next(scanner);
            }
            scanner.keep(true);
            CsvRecords records = new CsvRecords(cells, columns, path);
            for (int done = 0; done < count; ) {
                int piece = 0;
                do {
                    next(scanner);
                    piece++;
                } while (done + piece < count && scanner.keptBytes() < PIECE_BYTES);
                long firstOfPiece = from + done;
                int start = at + done * columns.length;
                records.read(
                        scanner.take(),
                        piece,
                        (record, texts) ->
                                parse(firstOfPiece + record, texts, columns, numbers, start + record * columns.length));
                done += piece;
            }
            readLast = new CsvIndex.Position(from + count, scanner.offset());
        } catch (IOException e) {
            throw new DataException(path + " cannot be read: " + Storage.reason(e), e);
        }
    }

    private void seek(FSDataInputStream input, CsvIndex.Position place) throws IOException {
        if (place.row() == 0) {
            input.seek(place.offset());
            return;
        }
        input.seek(place.offset() - 1);
        if (input.read() != '\n') {
            throw changed();
        }
    }

    private void next(CsvScanner scanner) throws IOException {
        boolean found;
        try {
            found = scanner.next();
        } catch (DataException e) {
            throw new DataException(String.valueOf(changed().getMessage()), e);
        }
        if (!found || scanner.cells() != cells) {
            throw changed();
        }
    }

    private DataException changed() {
        return new DataException(path + " has changed while it was in use");
    }

    private void parse(long row, @Nullable String[] texts, int[] columns, double[] numbers, int at) {
        for (int i = 0; i < columns.length; i++) {
            OptionalDouble number = CsvNumber.parse(texts[i]);
            if (number.isEmpty()) {
                throw new DataException(path + " has " + CsvNumber.quoted(texts[i]) + " in row " + (firstRow + row)
                        + " (line " + line(row) + "), " + header.column(columns[i]) + ", where a number is needed");
            }
            numbers[at + i] = number.getAsDouble();
        }
    }

    /** The line in which a row begins, which nobody remembers as long as all is well. */
    private long line(long row) {
        try (FSDataInputStream input = storage.open(qualifiedPath)) {
            CsvScanner scanner = new CsvScanner(input, 0, path);
            scanner.skipByteOrderMark();
            for (long record = header.names().isEmpty() ? 0 : -1; record <= row; record++) {
                next(scanner);
            }
            return scanner.line();
        } catch (IOException e) {
            throw new DataException(path + " cannot be read: " + Storage.reason(e), e);
        }
    }
}
