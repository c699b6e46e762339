package org.halfinverse.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.format.PageHeader;
import org.jspecify.annotations.Nullable;

/**
 * Goes forward through one column in one row group of a Parquet file, and keeps the page that it has come to: rows that
 * are read one after the other are decoded once. Pages before the first row that is wanted are passed over, since rows of one
 * length that are all there can be counted without being looked at; who reads those pages checks that.
 */
final class ParquetChunkReader {
    private static final int LARGEST_HEADER = 4096;

    /** More than any network takes as an input. */
    private static final long LONGEST_ROW = 1L << 24;

    /** Through how many entries a complaint is looked for: some seconds. */
    private static final long MOST_SEARCHED = 1L << 28;

    private static final int PIECE = 4096;

    private final Storage storage;
    private final ParquetChunk chunk;
    private final String label;
    private final long firstRow;
    private double[] dictionary = {};
    private @Nullable ParquetPage page;

    /** Of the first byte of the next page. */
    private long offset;

    /** Of the first byte of the page before that, or of one that cannot be read. */
    private long pageOffset;

    /** Entries in the pages up to the next. */
    private long entriesBefore;

    /**
     * At the start of a row group.
     *
     * @param storage where its file lies
     * @param chunk the column in it
     * @param label of the whole column, for messages
     * @param firstRow number of its first row in the whole column
     */
    ParquetChunkReader(Storage storage, ParquetChunk chunk, String label, long firstRow) {
        this.storage = storage;
        this.chunk = chunk;
        this.label = label;
        this.firstRow = firstRow;
        this.offset = chunk.start();
        this.pageOffset = offset;
    }

    /** The entry to which it has come. */
    long position() {
        return entriesBefore - (page == null ? 0 : page.left());
    }

    /**
     * Number of entries of the first row, to be asked for first.
     *
     * @return at least 1
     * @throws DataException if it is null, an empty list, longer than any row or damaged
     */
    long firstWidth() {
        try {
            double[] entry = new double[1];
            long width = 1;
            read(0, entry, 0, 1, Long.MAX_VALUE);
            while (width < chunk.entries() && !current().nextStartsRow()) {
                width++;
                if (width > LONGEST_ROW) {
                    throw new DataException(label + " has more than " + LONGEST_ROW + " entries in row 0");
                }
            }
            return width;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /**
     * Reads consecutive entries.
     *
     * @param from first entry, not before {@link #position}
     * @param numbers where to
     * @param at place of the first one there
     * @param count how many
     * @param width entries of a row
     * @throws DataException if the rows are not of that length, one is null, or the file is damaged
     */
    void readEntries(long from, double[] numbers, int at, int count, long width) {
        try {
            read(from, numbers, at, count, width);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private void read(long from, double[] numbers, int at, int count, long width) throws IOException {
        while (page == null || entriesBefore <= from) {
            nextPage(from);
        }
        long entry = position();
        long column = entry % width;
        for (long end = from + count; entry < end; entry++) {
            ParquetPage on = current();
            boolean startsRow = on.nextStartsRow();
            if (startsRow != (column == 0)) {
                throw ragged(on, entry / width, column, width);
            }
            int level = on.definition(chunk.field().entryLevel());
            if (level != chunk.field().entryLevel()) {
                throw new DataException(label + " has " + chunk.field().missing(level) + " in row "
                        + (firstRow + entry / width) + ", where numbers are needed");
            }
            double number = on.value();
            if (entry >= from) {
                numbers[(int) (at + entry - from)] = number;
            }
            column = column + 1 == width ? 0 : column + 1;
        }
    }

    /** A row that ends early, or the one before that goes on. */
    private DataException ragged(ParquetPage on, long row, long column, long width) throws IOException {
        if (column > 0) {
            return ragged(firstRow + row, column, width);
        }
        if (row == 0) {
            throw new IOException("it starts within a row");
        }
        long entries = width + 1;
        while (on.left() > 0 && !on.nextStartsRow()) {
            entries++;
        }
        return ragged(firstRow + row - 1, entries, width);
    }

    private DataException ragged(long row, long entries, long width) {
        return new DataException(
                label + " has length " + entries + " in row " + row + ", where row 0 has length " + width);
    }

    /**
     * Goes through all entries to find what is wrong with a row group whose entries do not make rows of one length.
     *
     * @param width entries of a row
     * @return what is wrong
     */
    DataException complaint(long width) {
        double[] unused = new double[PIECE];
        long searched = Math.min(chunk.entries(), MOST_SEARCHED);
        for (long entry = 0; entry < searched; entry += PIECE) {
            try {
                readEntries(entry, unused, 0, (int) Math.min(PIECE, searched - entry), width);
            } catch (DataException e) {
                return e;
            }
        }
        long whole = chunk.entries() / width;
        return searched == chunk.entries() && whole == chunk.rows() - 1
                ? ragged(firstRow + whole, chunk.entries() % width, width)
                : new DataException(label + " claims " + chunk.rows() + " rows and " + chunk.entries()
                        + " entries from row " + firstRow + " on, where row 0 has length " + width);
    }

    /** The page with the entry that comes next. */
    private ParquetPage current() throws IOException {
        ParquetPage on = page;
        while (on == null || on.left() == 0) {
            on = nextPage(entriesBefore);
        }
        return on;
    }

    /** Goes to the page with an entry that is not in those before, or behind the next one. */
    private @Nullable ParquetPage nextPage(long wanted) throws IOException {
        page = null;
        if (offset == chunk.start() && storage.length(chunk.path()) != chunk.fileLength()) {
            throw new DataException(chunk.path() + " has changed while it was in use: it had " + chunk.fileLength()
                    + " bytes and has " + storage.length(chunk.path()));
        }
        try (FSDataInputStream input = storage.open(chunk.path())) {
            while (page == null) {
                if (offset >= chunk.end()) {
                    throw new IOException(
                            "its pages hold " + entriesBefore + " entries, where its footer says " + chunk.entries());
                }
                readPage(input, wanted);
            }
        }
        return page;
    }

    private void readPage(FSDataInputStream input, long wanted) throws IOException {
        pageOffset = offset;
        byte[] start = new byte[(int) Math.min(LARGEST_HEADER, chunk.end() - offset)];
        input.readFully(offset, start);
        ByteArrayInputStream bytes = new ByteArrayInputStream(start);
        PageHeader header = BoundedThrift.pageHeader(bytes);
        long bodyOffset = offset + start.length - bytes.available();
        int bodyLength = header.getCompressed_page_size();
        if (bodyLength < 0 || bodyLength > chunk.end() - bodyOffset) {
            throw new IOException("it claims " + bodyLength + " bytes, where " + (chunk.end() - bodyOffset)
                    + " are left in its row group");
        }
        int entries = ParquetPage.entries(header);
        if (entries > chunk.entries() - entriesBefore) {
            throw new IOException(
                    "its pages hold more than the " + chunk.entries() + " entries of which its footer says");
        }
        boolean holdsWanted = wanted < entriesBefore + entries;
        if (header.isSetDictionary_page_header()) {
            dictionary = ParquetPage.dictionary(
                    header, body(input, bodyOffset, header), chunk.field().itemBytes(), chunk.codec());
        } else if (holdsWanted) {
            page = ParquetPage.of(header, body(input, bodyOffset, header), chunk.field(), chunk.codec(), dictionary);
        }
        entriesBefore += entries;
        offset = bodyOffset + bodyLength;
    }

    private static byte[] body(FSDataInputStream input, long offset, PageHeader header) throws IOException {
        byte[] body = new byte[header.getCompressed_page_size()];
        input.readFully(offset, body);
        if (header.isSetCrc()) {
            CRC32 checksum = new CRC32();
            checksum.update(body);
            if ((int) checksum.getValue() != header.getCrc()) {
                throw new IOException("its checksum is not that of its content");
            }
        }
        return body;
    }

    private DataException damaged(IOException failure) {
        return new DataException(
                chunk.path() + " is damaged in the page at byte " + pageOffset + ": " + Storage.reason(failure),
                failure);
    }
}
