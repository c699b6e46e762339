package org.halfinverse.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.StreamCapabilities;

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

    /**
     * Writes a whole file; one may have to wait for each of its bytes to be taken, and for the end. If its content fails,
     * an object store keeps what it had, where closing the file would put half of the content in its place.
     */
    static void write(String path, StorageWaits.Work<FSDataOutputStream> file, Storage.Content content)
            throws IOException {
        FSDataOutputStream opened = StorageWaits.HERE.during(path, file);
        try (StoredBytes output = new StoredBytes(opened, path)) {
            try {
                content.writeTo(output);
            } catch (IOException | RuntimeException | FSError e) {
                if (opened.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
                    opened.abort();
                }
                throw e;
            }
        }
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
