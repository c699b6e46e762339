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
    private final String path;

    private StoredBytes(OutputStream storage, String path) {
        super(storage);
        this.path = path;
    }

    /** Opens a file; one may have to wait for each of its bytes to be taken, and for the end. */
    static StoredBytes to(String path, StorageWaits.Work<? extends OutputStream> file) throws IOException {
        return new StoredBytes(StorageWaits.HERE.during(path, file::get), path);
    }

    @Override
    public void write(int value) throws IOException {
        waiting(() -> out.write(value));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        waiting(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        waiting(out::flush);
    }

    @Override
    public void close() throws IOException {
        waiting(out::close);
    }

    private void waiting(Action action) throws IOException {
        StorageWaits.HERE.doing(path, () -> checked(action));
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
