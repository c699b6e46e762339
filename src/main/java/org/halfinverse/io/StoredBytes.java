package org.halfinverse.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSError;

/**
 * The bytes of a file on their way to storage. What a file system throws unchecked becomes an {@link IOException}, so that
 * it is not taken for a failure of whoever makes the bytes.
 */
final class StoredBytes extends FilterOutputStream {
    StoredBytes(OutputStream storage) {
        super(storage);
    }

    @Override
    public void write(int value) throws IOException {
        checked(() -> out.write(value));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        checked(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        checked(out::flush);
    }

    @Override
    public void close() throws IOException {
        checked(out::close);
    }

    /** Something that a file system does. */
    interface Action {
        void run() throws IOException;
    }

    /**
     * Has a file system do something.
     *
     * @param action what
     * @throws IOException if it fails in any way
     */
    static void checked(Action action) throws IOException {
        try {
            action.run();
        } catch (FSError | RuntimeException e) {
            throw new IOException(Storage.reason(e), e);
        }
    }
}
