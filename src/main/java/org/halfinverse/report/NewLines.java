package org.halfinverse.report;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.fs.FSDataInputStream;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;

/** The lines of a file that grows, each once. Half a line at its end waits until the rest is there. */
final class NewLines {
    private static final int LONGEST = 8 << 20;
    private static final int CHUNK = 1 << 16;

    private final Storage storage;
    private final String path;
    private byte[] line = new byte[CHUNK];
    private int length;
    private boolean tooLong;
    private long offset;

    /**
     * The lines of a file, from its first.
     *
     * @param storage on which it lies
     * @param path any Hadoop path; the file may be yet to come
     */
    NewLines(Storage storage, String path) {
        this.storage = storage;
        this.path = path;
    }

    /** Whether the file has become shorter than what was read of it: it is another one. */
    boolean wasReplaced() {
        return offset > 0 && (!storage.exists(path) || storage.readableLength(path) < offset);
    }

    /**
     * Reads what has been added since the last time.
     *
     * @param reader takes the lines
     * @throws DataException if the file cannot be read
     */
    void read(Reader reader) {
        if (!storage.exists(path) || storage.readableLength(path) <= offset) {
            return;
        }
        try (FSDataInputStream input = storage.open(path)) {
            input.seek(offset);
            byte[] chunk = new byte[CHUNK];
            for (int count = input.read(chunk); count > 0; count = input.read(chunk)) {
                take(chunk, count, reader);
            }
        } catch (IOException e) {
            throw new DataException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void take(byte[] chunk, int count, Reader reader) {
        offset += count;
        int start = 0;
        for (int i = 0; i < count; i++) {
            if (chunk[i] == '\n') {
                append(chunk, start, i);
                if (tooLong) {
                    reader.onOverlongLine();
                } else if (length > 0) {
                    reader.onLine(line, length);
                }
                length = 0;
                tooLong = false;
                start = i + 1;
            }
        }
        append(chunk, start, count);
    }

    private void append(byte[] chunk, int from, int to) {
        tooLong |= length + to - from > LONGEST;
        if (tooLong) {
            return;
        }
        if (length + to - from > line.length) {
            line = Arrays.copyOf(line, Math.min(LONGEST, Math.max(2 * line.length, length + to - from)));
        }
        System.arraycopy(chunk, from, line, length, to - from);
        length += to - from;
    }

    /** Takes lines. */
    interface Reader {
        /**
         * A whole line.
         *
         * @param bytes that hold it, for the time of the call
         * @param length of the line
         */
        void onLine(byte[] bytes, int length);

        /** A line longer than any that a training writes. */
        void onOverlongLine();
    }
}
