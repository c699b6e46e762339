package org.halfinverse.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the records of a CSV file: RFC 4180, in UTF-8, with lines that end in LF. Cells are quoted where they have to be;
 * what {@link CsvTable.Row#bytes()} gave is written as it was.
 */
public final class CsvWriter {
    private final OutputStream output;
    private final CsvFormat format;
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private boolean begun;

    /**
     * Starts a file.
     *
     * @param output where to; for the caller to close
     * @param format how cells are separated and numbers written
     */
    public CsvWriter(OutputStream output, CsvFormat format) {
        this.output = output;
        this.format = format;
    }

    /**
     * Adds cells as they stand, quotes and all.
     *
     * @param cells one, or several with separators between them, in the format of this file
     * @return this writer
     */
    public CsvWriter raw(byte[] cells) {
        if (begun) {
            record.write(format.separator());
        }
        begun = true;
        record.writeBytes(cells);
        return this;
    }

    /**
     * Adds a cell.
     *
     * @param text any text
     * @return this writer
     */
    public CsvWriter text(String text) {
        return raw(quoted(text).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a number, as Java prints it: reading it again gives the same double.
     *
     * @param number any
     * @return this writer
     */
    public CsvWriter number(double number) {
        return text(Double.toString(number).replace('.', (char) format.decimal()));
    }

    /** Quoted where a reader would take it for something else, blanks at its ends and nothing at all included. */
    private String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == format.separator() || c == '"' || c == '\n' || c == '\r');
        return plain && !text.isEmpty() && text.equals(text.strip()) ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /**
     * Ends the record at hand, and writes it.
     *
     * @throws IOException if writing fails
     */
    public void end() throws IOException {
        record.write('\n');
        record.writeTo(output);
        record.reset();
        begun = false;
    }
}
