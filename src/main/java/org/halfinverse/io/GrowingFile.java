package org.halfinverse.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows while others read it.
 *
 * <p>Where a file system can append, readers see all that was written. Object stores cannot: there the file grows on
 * this machine, and {@link #publish} puts what was added into the store, as {@link PublishedParts} describe.
 */
public final class GrowingFile implements AutoCloseable {
    private final String path;
    private final OutputStream output;
    private final @Nullable PublishedParts parts;
    private final Runnable mayPublish;
    private long length;

    private GrowingFile(
            String path, OutputStream output, @Nullable PublishedParts parts, Runnable mayPublish, long length) {
        this.path = path;
        this.output = output;
        this.parts = parts;
        this.mayPublish = mayPublish;
        this.length = length;
    }

    /**
     * Begins a new file.
     *
     * @param storage on which it lies
     * @param path any Hadoop path; an old file there is replaced
     * @return the empty file
     * @throws DataException if it cannot be written
     */
    public static GrowingFile create(Storage storage, String path) {
        return reopen(storage, path, 0, () -> {});
    }

    /**
     * Goes on with a file of lines. The kept part is copied, so that nobody who still has the old file open can write into
     * this one, and the copy stays open until the new file is closed: HDFS cannot append where fewer of its machines run
     * than a file has replicas.
     *
     * @param storage on which it lies
     * @param path any Hadoop path
     * @param kept length of the part that is kept, in bytes; of a file that is shorter, all lines that are whole
     * @param mayPublish throws if somebody else writes the file by now; asked before anything is put into an object
     *     store, where a name is all that tells an old file from a new one
     * @return the file with that part
     * @throws DataException if it cannot be read or written
     */
    public static GrowingFile reopen(Storage storage, String path, long kept, Runnable mayPublish) {
        try {
            if (!storage.isObjectStore(path)) {
                String draft = storage.draft(path);
                if (kept > 0 && !storage.exists(path) && storage.exists(draft)) {
                    storage.rename(draft, path); // whoever began to replace the file came no further
                }
                FSDataOutputStream output = storage.create(draft);
                long length = kept == 0 || !storage.exists(path) ? 0 : copyStart(storage.open(path), kept, output);
                output.hflush();
                storage.replace(draft, path);
                return new GrowingFile(path, output, null, mayPublish, length);
            }
            Path local = Files.createTempFile("hig-", ".part");
            OutputStream output = Files.newOutputStream(local);
            PublishedParts parts = new PublishedParts(storage, path, local);
            long length = copyStart(parts.open(kept), kept, output);
            parts.renew(length);
            return new GrowingFile(path, output, parts, mayPublish, length);
        } catch (IOException | FSError | RuntimeException e) {
            throw Storage.failed(path + " cannot be written", e);
        }
    }

    /** Copies a file's first bytes or, where they are not all there, its whole lines; returns how many bytes those are. */
    private static long copyStart(InputStream file, long kept, OutputStream output) throws IOException {
        try (InputStream input = file) {
            byte[] buffer = new byte[1 << 16];
            ByteArrayOutputStream begun = new ByteArrayOutputStream(); // a line whose end has not come yet
            long copied = 0;
            long left = kept;
            int read = input.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
            while (read > 0) {
                left -= read;
                int whole = left == 0 ? read : lineEnd(buffer, read);
                if (whole > 0) {
                    copied += begun.size() + whole;
                    begun.writeTo(output);
                    begun.reset();
                    output.write(buffer, 0, whole);
                }
                begun.write(buffer, whole, read - whole);
                read = input.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
            }
            return copied;
        }
    }

    /** Where the last whole line among some bytes ends. */
    private static int lineEnd(byte[] bytes, int length) {
        int end = length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /**
     * Adds to the end.
     *
     * @param bytes to be added
     * @throws DataException if they cannot be written
     */
    public synchronized void append(byte[] bytes) {
        storing(() -> {
            output.write(bytes);
            if (output instanceof FSDataOutputStream shared) {
                shared.hflush();
            }
        });
        length += bytes.length;
    }

    /** {@return the length so far in bytes} */
    public synchronized long length() {
        return length;
    }

    /**
     * Sees to it that all that was added survives this process. HDFS tells the length of a file that grows only when it is
     * asked to.
     *
     * @throws DataException if that fails
     */
    public synchronized void publish() {
        if (parts != null) {
            if (parts.lack(length)) {
                mayPublish.run();
                parts.publish(length);
            }
        } else if (output instanceof HdfsDataOutputStream hdfs) {
            storing(() -> hdfs.hsync(EnumSet.of(HdfsDataOutputStream.SyncFlag.UPDATE_LENGTH)));
        }
    }

    /** Ends the file, which readers then find whole under its name. */
    @Override
    public synchronized void close() {
        if (parts == null) {
            storing(() -> {
                try (output) {
                    publish();
                }
            });
            return;
        }
        try {
            storing(output::close);
            mayPublish.run();
            parts.finish(length);
        } finally {
            parts.forget();
        }
    }

    private void storing(StoredBytes.Action action) {
        try {
            StorageWaits.HERE.doing(path, action);
        } catch (IOException | FSError | RuntimeException e) {
            throw Storage.failed(path + " cannot be written", e);
        }
    }
}
