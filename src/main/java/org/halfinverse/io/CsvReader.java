package org.halfinverse.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a CSV file one after the other, as the bytes that they are.
 *
 * <p>Grammar: RFC 4180 in any encoding that agrees with ASCII, with any separator, and blanks around quoted cells. A quote
 * opens a quoted cell where the cell begins, and means itself anywhere else in an unquoted one. Lines end in LF or CR LF;
 * in a file whose first line ends in CR alone all lines do. Libraries for CSV decode what they read, and lose bytes that
 * are no UTF-8, blanks or quotes; this class copies records unchanged.
 */
final class CsvReader {
    /** Bytes of the longest record that is read. */
    static final int LONGEST_RECORD = 16 << 20;

    /** Cells of the widest record that is read. */
    static final int MOST_CELLS = 1 << 20;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final byte UNDECIDED = 0;

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
    private final byte separator;
    private final String path;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private long bufferOffset;
    private int from;
    private int position;
    private int limit;
    private byte lineEnd;
    private int[] ends = new int[16];
    private int cells;
    private boolean blank;
    private long line = 1;
    private long startLine = 1;
    private boolean numbered;
    private long nextRow;

    /**
     * Starts at the beginning of a file.
     *
     * @param input stands there; for the caller to close
     * @param separator of cells
     * @param path of the file, for messages
     * @throws DataException if the file is in UTF-16
     */
    CsvReader(InputStream input, byte separator, String path) throws IOException {
        this(input, 0, UNDECIDED, separator, path);
        limit = Math.max(0, input.readNBytes(buffer, 0, 3));
        int first = limit < 2 ? 0 : (buffer[0] & 0xff) << 8 | (buffer[1] & 0xff);
        if (first == 0xfffe || first == 0xfeff) {
            throw new DataException(path + " is in UTF-16: save it in UTF-8 or in an encoding of one byte a letter");
        }
        position = first == 0xefbb && limit == 3 && (buffer[2] & 0xff) == 0xbf ? 3 : 0;
    }

    /**
     * Goes on from the beginning of any record.
     *
     * @param input stands there; for the caller to close
     * @param offset where that is in the file
     * @param lineEnd what {@link #lineEnd()} said
     * @param separator of cells
     * @param path of the file, for messages
     */
    CsvReader(InputStream input, long offset, byte lineEnd, byte separator, String path) {
        this.input = input;
        this.bufferOffset = offset;
        this.lineEnd = lineEnd;
        this.separator = separator;
        this.path = path;
    }

    /** From here on messages name rows. */
    void numberRows(long first) {
        numbered = true;
        nextRow = first;
    }

    /**
     * Goes on to the next record. Blank lines are passed over at the end of the file, and refused elsewhere.
     *
     * @return false if there is none
     * @throws DataException if a quote is not closed or stands where none may be, a line is blank or a record too long
     */
    boolean next() throws IOException {
        long blankLine = 0;
        for (; ; ) {
            from = position;
            startLine = line;
            if (!scan()) {
                return false;
            }
            if (!blank) {
                if (blankLine > 0) {
                    throw new DataException(
                            path + " has a blank line " + blankLine + ": only lines at the end of a file may be blank");
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
        cells = 0;
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
            if (next == '\n' || next == '\r') {
                if (endsLine(next)) {
                    line++;
                    endRecord(position - 1);
                    return true;
                }
                place = place == Place.QUOTE ? Place.CELL_END : place;
            } else if (next == separator) {
                endCell(position - 1);
                blank = false;
                place = Place.CELL_START;
            } else if (next == '"' && place != Place.CELL_END) {
                blank = false;
                place = place == Place.QUOTED ? Place.QUOTE : Place.QUOTED;
            } else if (isBlank(next)) {
                place = place == Place.QUOTE ? Place.CELL_END : place;
            } else if (place == Place.CELL_START) {
                blank = false;
                place = Place.UNQUOTED;
            } else if (place != Place.UNQUOTED) {
                throw new DataException(
                        path + " has text after a quoted cell " + where(nextRow) + "; a separator must follow");
            }
        }
        if (place == Place.QUOTED) {
            throw new DataException(path + " has a quote that is not closed " + where(nextRow));
        }
        endRecord(position);
        return position > from;
    }

    /** Whether a line ends behind LF or CR; decides which of them ends lines, if it is the first of the file. */
    private boolean endsLine(byte next) throws IOException {
        if (lineEnd == UNDECIDED) {
            boolean alone = next == '\r' && byteAt(0) != '\n' && !(byteAt(0) == '\r' && byteAt(1) == '\n');
            if (next == '\r' && !alone) {
                return false;
            }
            lineEnd = next;
        }
        return next == lineEnd;
    }

    /** A byte that is still to come, or -1 behind the end. */
    private int byteAt(int ahead) throws IOException {
        while (position + ahead >= limit) {
            if (!fill()) {
                return -1;
            }
        }
        return buffer[position + ahead];
    }

    /** Up to what may end the cell, or the buffer. */
    private void skipUnquoted() {
        int at = position;
        while (at < limit && buffer[at] != separator && buffer[at] != '\n' && buffer[at] != '\r') {
            at++;
        }
        position = at;
    }

    /** Up to a quote, or the end of the buffer. */
    private void skipQuoted() {
        int at = position;
        while (at < limit && buffer[at] != '"') {
            if (buffer[at] == (lineEnd == UNDECIDED ? '\n' : lineEnd)) {
                line++;
            }
            at++;
        }
        position = at;
    }

    private void endRecord(int at) {
        int end = at;
        while (lineEnd != '\r' && end > from && buffer[end - 1] == '\r') {
            end--;
        }
        endCell(end);
        requireShort();
    }

    private void endCell(int at) {
        if (cells == MOST_CELLS) {
            throw new DataException(path + " has more than " + MOST_CELLS + " cells " + where(nextRow));
        }
        if (cells == ends.length) {
            ends = Arrays.copyOf(ends, 2 * cells);
        }
        ends[cells++] = at - from;
    }

    /** Reads on; what is there of the record at hand is kept. */
    private boolean fill() throws IOException {
        requireShort();
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, limit - from);
            bufferOffset += from;
            position -= from;
            limit -= from;
            from = 0;
        } else if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(2 * limit, LONGEST_RECORD + BUFFER_BYTES));
        }
        int read = Math.max(0, input.read(buffer, limit, buffer.length - limit));
        limit += read;
        return read > 0;
    }

    private void requireShort() {
        if (position - from > LONGEST_RECORD) {
            throw new DataException(path + " has a record of more than " + (LONGEST_RECORD >> 20) + " MiB "
                    + where(nextRow) + ": every row must be a line of its own");
        }
    }

    /** What ends lines: LF, CR, or 0 as long as none has ended. */
    byte lineEnd() {
        return lineEnd;
    }

    /** Where the record at hand begins in the file. */
    long start() {
        return bufferOffset + from;
    }

    /** Where the next record begins in the file. */
    long offset() {
        return bufferOffset + position;
    }

    /** Number of cells of the record at hand. */
    int cells() {
        return cells;
    }

    /** The first line of the record at hand, from 1 where this reader began. */
    long line() {
        return startLine;
    }

    /** Which record is at hand, as messages say it. */
    String where() {
        return where(nextRow - 1);
    }

    private String where(long row) {
        return numbered ? "in row " + row + " (line " + startLine + ")" : "in line " + startLine;
    }

    /** The bytes of the record at hand, without the end of its line. */
    byte[] record() {
        return Arrays.copyOfRange(buffer, from, from + ends[cells - 1]);
    }

    /**
     * What a cell of the record at hand says: without quotes and the blanks around them, decoded from UTF-8.
     *
     * @param cell its number
     */
    String text(int cell) {
        return text(cell, StandardCharsets.UTF_8);
    }

    /**
     * {@return a cell of the record at hand as a number; empty if it is not a number}
     *
     * @param cell its number
     * @param decimal what stands before the fraction
     */
    OptionalDouble number(int cell, byte decimal) {
        return CsvNumber.parse(text(cell, StandardCharsets.ISO_8859_1), (char) decimal);
    }

    private String text(int cell, Charset charset) {
        int start = from + (cell == 0 ? 0 : ends[cell - 1] + 1);
        int end = from + ends[cell];
        while (start < end && isBlank(buffer[start])) {
            start++;
        }
        while (start < end && isBlank(buffer[end - 1])) {
            end--;
        }
        if (start == end || buffer[start] != '"') {
            return new String(buffer, start, end - start, charset);
        }
        return new String(buffer, start + 1, end - start - 2, charset).replace("\"\"", "\"");
    }

    /** A cell of the record at hand to the letter: blanks of an unquoted one belong to it; null if there is nothing. */
    @Nullable
    String exactText(int cell) {
        int start = from + (cell == 0 ? 0 : ends[cell - 1] + 1);
        int end = from + ends[cell];
        if (start == end) {
            return null;
        }
        Charset charset = isUtf8(start, end) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        String unquoted = new String(buffer, start, end - start, charset);
        return unquoted.stripLeading().startsWith("\"") ? text(cell, charset) : unquoted;
    }

    private boolean isUtf8(int start, int end) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, start, end - start));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isBlank(byte letter) {
        return letter >= 0 && letter <= ' ';
    }
}
