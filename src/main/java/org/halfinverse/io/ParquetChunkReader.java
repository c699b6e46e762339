package org.halfinverse.io;

import java.io.IOException;
import java.util.Objects;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.jspecify.annotations.Nullable;

/**
 * Goes forward through one column in one row group of a Parquet file, and keeps the page that it has come to: rows that
 * are read one after the other are decoded once. Pages before the first row that is wanted are passed over, since rows of one
 * length that are all there can be counted without being looked at; who reads those pages checks that.
 */
final class ParquetChunkReader {
    /** More than any network takes as an input. */
    private static final long LONGEST_ROW = 1L << 24;

    /** Through how many entries a complaint is looked for: some seconds. */
    private static final long MOST_SEARCHED = 1L << 28;

    private static final int PIECE = 4096;

    private static final PrimitiveConverter NONE = new PrimitiveConverter() {};

    private final ParquetChunk chunk;
    private final String label;
    private final long firstRow;
    private final ParquetPages pages;
    private @Nullable ColumnReader column;

    /** The entry that comes next. */
    private long position;

    /** Whether the column stands on that entry, not on the one before. */
    private boolean arrived;

    /**
     * At the start of a row group.
     *
     * @param storage where its file lies
     * @param chunk the column in it
     * @param label of the whole column, for messages
     * @param firstRow number of its first row in the whole column
     */
    ParquetChunkReader(Storage storage, ParquetChunk chunk, String label, long firstRow) {
        this.chunk = chunk;
        this.label = label;
        this.firstRow = firstRow;
        this.pages = new ParquetPages(storage, chunk);
    }

    /** The entry to which it has come. */
    long position() {
        return position;
    }

    /**
     * {@return the number of entries of the first row, at least 1} Nothing else can be asked for afterwards.
     *
     * @throws DataException if it is null, an empty list, longer than any row or damaged
     */
    long firstWidth() {
        double[] entry = new double[1];
        readEntries(0, entry, 0, 1, Long.MAX_VALUE);
        return reading(() -> {
            for (long width = 1; width < chunk.entries(); width++) {
                if (next().getCurrentRepetitionLevel() == 0) {
                    return width;
                }
                position++; // its value is left where it is
                arrived = false;
                if (width >= LONGEST_ROW) {
                    throw new DataException(label + " has more than " + LONGEST_ROW + " entries in row 0");
                }
            }
            return chunk.entries();
        });
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
        reading(() -> {
            goTo(from);
            ParquetNumber number = Objects.requireNonNull(chunk.field().number(), "numbers are read");
            int present = chunk.field().entryLevel();
            long inRow = position % width;
            for (long end = from + count; position < end; inRow = inRow + 1 == width ? 0 : inRow + 1) {
                ColumnReader on = next();
                if ((on.getCurrentRepetitionLevel() == 0) != (inRow == 0)) {
                    throw ragged(position / width, inRow, width);
                }
                int level = on.getCurrentDefinitionLevel();
                if (level != present) {
                    throw new DataException(label + " has " + chunk.field().missing(level) + " in row "
                            + (firstRow + position / width) + " instead of a number");
                }
                if (position >= from) {
                    numbers[(int) (at + position - from)] = number.read(on);
                }
                taken(position < from);
            }
            return position;
        });
    }

    /** Does what may meet damage, which Parquet's classes tell in many ways. */
    private long reading(Reading reading) {
        try {
            return reading.run();
        } catch (DataException e) {
            throw e;
        } catch (IOException e) {
            throw damaged(e);
        } catch (RuntimeException e) {
            for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof DataException known) {
                    throw known;
                }
                if (cause instanceof IOException known) {
                    throw damaged(known);
                }
            }
            throw damaged(new IOException("its values cannot be decoded", e));
        }
    }

    /** Reads something. */
    @FunctionalInterface
    private interface Reading {
        long run() throws IOException;
    }

    /** Makes the page with an entry the one that is read, if it lies behind those that are. */
    private void goTo(long entry) throws IOException {
        if (column == null || entry >= pages.entriesBefore()) {
            pages.skipTo(entry);
            position = pages.entriesBefore();
            column = null;
        }
    }

    /** The column at the entry that comes next. */
    private ColumnReader next() {
        ColumnReader on = column;
        if (on == null) {
            on = new ColumnReaderImpl(chunk.field().descriptor(), pages, NONE, null);
            column = on;
        } else if (!arrived) {
            on.consume();
        }
        arrived = true;
        return on;
    }

    /** Goes on behind the entry. */
    private void taken(boolean unread) {
        ColumnReader on = next();
        if (unread && on.getCurrentDefinitionLevel() == chunk.field().entryLevel()) {
            on.skip();
        }
        position++;
        arrived = false;
    }

    /** A row that ends early, or the one before that goes on. */
    private DataException ragged(long row, long inRow, long width) throws IOException {
        if (inRow > 0) {
            return uneven(firstRow + row, inRow, width);
        }
        if (row == 0) {
            throw new IOException("it starts within a row");
        }
        long entries = width;
        while (position < chunk.entries() && next().getCurrentRepetitionLevel() != 0) {
            entries++;
            taken(true);
        }
        return uneven(firstRow + row - 1, entries, width);
    }

    private DataException uneven(long row, long entries, long width) {
        return new DataException(
                label + " has length " + entries + " in row " + row + ", but row 0 has length " + width);
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
                ? uneven(firstRow + whole, chunk.entries() % width, width)
                : new DataException(label + " claims " + chunk.rows() + " rows and " + chunk.entries()
                        + " entries from row " + firstRow + " on, but row 0 has length " + width);
    }

    private DataException damaged(IOException failure) {
        return new DataException(
                chunk.path() + " is damaged in the page at byte " + pages.pageOffset() + ": " + Storage.reason(failure),
                failure);
    }
}
