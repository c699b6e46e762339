package org.halfinverse.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Finds where the records of a CSV file end, and how many cells they have, without looking at what is in them.
 *
 * <p>Grammar: RFC 4180 in UTF-8, with lines that end in LF or CR LF, and blanks around quoted cells. A quote opens a quoted
 * cell where the cell begins, and means itself anywhere else in an unquoted one. What is not of this grammar is refused here,
 * so that a parser that is given whole records finds the same ones.
 */
final class CsvScanner {
    /** Bytes of the longest record that is read. */
    static final int LONGEST_RECORD = 16 << 20;

    /** Cells of the widest record that is read: each takes far more memory than the comma that makes it. */
    static final int MOST_CELLS = 1 << 20;

    private static final int BUFFER_BYTES = 1 << 16;

    private enum Place {
        CELL_START,
        UNQUOTED,
        QUOTED,
        /** Right behind a quote in a quoted cell: its end, unless another follows. */
        QUOTE,
        /** In blanks behind a quoted cell. */
        CELL_END
    }

    private final InputStream input;
    private final String path;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long bufferOffset;
    private int position;
    private int limit;
    private int keptFrom;
    private long start;
    private int cells;
    private boolean blank;
    private long line = 1;
    private long startLine = 1;
    private boolean keeping;
    private boolean numbered;
    private long nextRow;

    /**
     * Starts at the beginning of a record.
     *
     * @param input stands there; for the caller to close
     * @param offset where that is in the file
     * @param path of the file, for messages
     */
    CsvScanner(InputStream input, long offset, String path) {
        this.input = input;
        this.bufferOffset = offset;
        this.path = path;
    }

    /** Passes over the mark that some programs put at the start of a file in UTF-8. */
    void skipByteOrderMark() throws IOException {
        limit = Math.max(0, input.readNBytes(buffer, 0, 3));
        if (limit == 3 && (buffer[0] & 0xff) == 0xef && (buffer[1] & 0xff) == 0xbb && (buffer[2] & 0xff) == 0xbf) {
            position = 3;
        }
        keptFrom = position;
    }

    /** From here on messages name rows. */
    void numberRows(long first) {
        numbered = true;
        nextRow = first;
    }

    /**
     * Goes on to the end of the next record. Blank lines are passed over at the end of the file, and refused elsewhere.
     *
     * @return false if there is none
     * @throws DataException if a quote is not closed or stands where none may be, a line is blank or a record too long
     */
    boolean next() throws IOException {
        long blankLine = 0;
        for (; ; ) {
            start = offset();
            startLine = line;
            if (!scan()) {
                return false;
            }
            if (!blank) {
                if (blankLine > 0) {
                    throw new DataException(path + " has nothing in line " + blankLine
                            + ", where a row is needed; lines may be blank at its end only");
                }
                nextRow++;
                return true;
            }
            if (blankLine == 0) {
                blankLine = startLine;
            }
        }
    }

    private boolean scan() throws IOException {
        Place place = Place.CELL_START;
        cells = 1;
        blank = true;
        while (position < limit || fill()) {
            if (place == Place.UNQUOTED) {
                skipUnquoted();
            } else if (place == Place.QUOTED) {
                skipQuoted();
            }
            if (position == limit) {
                continue;
            }
            byte next = buffer[position++];
            if (next == '\n') {
                line++;
                requireShort();
                return true;
            }
            if (next == ',') {
                cells++;
                blank = false;
                place = Place.CELL_START;
            } else if (next == '"' && place != Place.CELL_END) {
                blank = false;
                place = place == Place.QUOTED ? Place.QUOTE : Place.QUOTED;
            } else if (next >= 0 && next <= ' ') {
                place = place == Place.QUOTE ? Place.CELL_END : place;
            } else if (place == Place.CELL_START) {
                blank = false;
                place = Place.UNQUOTED;
            } else {
                throw new DataException(
                        path + " has text behind a quoted cell " + where(nextRow) + ", where a comma is needed");
            }
        }
        if (place == Place.QUOTED) {
            throw new DataException(path + " has a quote that is not closed " + where(nextRow));
        }
        requireShort();
        return offset() > start;
    }

    /** Up to what ends the cell, or the buffer. */
    private void skipUnquoted() {
        int at = position;
        while (at < limit && buffer[at] != ',' && buffer[at] != '\n') {
            at++;
        }
        position = at;
    }

    /** Up to a quote, or the end of the buffer. */
    private void skipQuoted() {
        int at = position;
        while (at < limit && buffer[at] != '"') {
            if (buffer[at] == '\n') {
                line++;
            }
            at++;
        }
        position = at;
    }

    private boolean fill() throws IOException {
        if (keeping) {
            kept.write(buffer, keptFrom, limit - keptFrom);
        }
        keptFrom = 0;
        bufferOffset += limit;
        position = 0;
        limit = 0;
        requireShort();
        limit = Math.max(0, input.read(buffer));
        return limit > 0;
    }

    private void requireShort() {
        if (cells > MOST_CELLS) {
            throw new DataException(path + " has more than " + MOST_CELLS + " cells " + where(nextRow));
        }
        if (offset() - start > LONGEST_RECORD) {
            throw new DataException(path + " has a record of more than " + (LONGEST_RECORD >> 20) + " MiB "
                    + where(nextRow) + ", where a line a row is needed");
        }
    }

    /** Where the record that was found last begins. */
    long start() {
        return start;
    }

    /** Where the next record begins. */
    long offset() {
        return bufferOffset + position;
    }

    /** Number of cells of the record that was found last. */
    int cells() {
        return cells;
    }

    /** The first line of the record that was found last, from 1 where this scanner began. */
    long line() {
        return startLine;
    }

    /** Which record was found last, as messages say it. */
    String where() {
        return where(nextRow - 1);
    }

    private String where(long row) {
        return numbered ? "in row " + row + " (line " + startLine + ")" : "in line " + startLine;
    }

    /** Keeps from here on the bytes that pass, until they are taken; otherwise none. */
    void keep(boolean wanted) {
        keeping = wanted;
        kept.reset();
        keptFrom = position;
    }

    /** How many bytes are kept. */
    int keptBytes() {
        return kept.size() + position - keptFrom;
    }

    /** Takes the bytes that are kept, and keeps those behind them. */
    byte[] take() {
        kept.write(buffer, keptFrom, position - keptFrom);
        keptFrom = position;
        byte[] bytes = kept.toByteArray();
        kept.reset();
        return bytes;
    }
}
