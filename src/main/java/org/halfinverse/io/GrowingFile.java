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
 * this machine, and what it holds is put into the store when {@link #publish} asks for it and in the end.
 */
public final class GrowingFile implements AutoCloseable {
    private final Storage storage;
    private final String path;
    private final OutputStream output;
    private final @Nullable Path local;
    private long length;

    private GrowingFile(Storage storage, String path, OutputStream output, @Nullable Path local, long length) {
        this.storage = storage;
        this.path = path;
        this.output = output;
        this.local = local;
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
        return reopen(storage, path, 0);
    }

    /**
     * Goes on with a file of lines. The kept part is copied, so that nobody who still has the old file open can write into
     * this one, and the copy stays open until the new file is closed: HDFS cannot append where fewer of its machines run
     * than a file has replicas.
     *
     * @param storage on which it lies
     * @param path any Hadoop path
     * @param kept length of the part that is kept, in bytes; of a file that is shorter, all lines that are whole
     * @return the file with that part
     * @throws DataException if it cannot be read or written
     */
    public static GrowingFile reopen(Storage storage, String path, long kept) {
        try {
            if (storage.growsInPlace(path)) {
                String draft = storage.draft(path);
                if (kept > 0 && !storage.exists(path) && storage.exists(draft)) {
                    storage.rename(draft, path); // whoever began to replace the file came no further
                }
                FSDataOutputStream output = storage.create(draft);
                long length = copyStart(storage, path, kept, output);
                output.hflush();
                storage.replace(draft, path);
                return new GrowingFile(storage, path, output, null, length);
            }
            Path local = Files.createTempFile("hig-", ".part");
            OutputStream output = Files.newOutputStream(local);
            long length = copyStart(storage, path, kept, output);
            GrowingFile file = new GrowingFile(storage, path, output, local, length);
            file.publish();
            return file;
        } catch (IOException | FSError | RuntimeException e) {
            throw Storage.failed(path + " cannot be written", e);
        }
    }

    /** Copies a file's first bytes or, where they are not all there, its whole lines; returns how many bytes those are. */
    private static long copyStart(Storage storage, String path, long kept, OutputStream output) throws IOException {
        if (kept == 0 || !storage.exists(path)) {
            return 0;
        }
        try (InputStream input = storage.open(path)) {
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
        try {
            StorageWaits.HERE.doing(path, () -> {
                output.write(bytes);
                if (output instanceof FSDataOutputStream shared) {
                    shared.hflush();
                }
            });
            length += bytes.length;
        } catch (IOException | FSError | RuntimeException e) {
            throw Storage.failed(path + " cannot be written", e);
        }
    }

    /** {@return the length so far in bytes} */
    public synchronized long length() {
        return length;
    }

    /**
     * Sees to it that readers find all that was added, on any file system, and that it survives this process. HDFS tells
     * the length of a file that grows only when it is asked to.
     *
     * @throws DataException if that fails
     */
    public synchronized void publish() {
        Path spooled = local;
        if (spooled != null) {
            storage.write(path, target -> Files.copy(spooled, target));
        } else if (output instanceof HdfsDataOutputStream hdfs) {
            try {
                StorageWaits.HERE.doing(
                        path, () -> hdfs.hsync(EnumSet.of(HdfsDataOutputStream.SyncFlag.UPDATE_LENGTH)));
            } catch (IOException | FSError | RuntimeException e) {
                throw Storage.failed(path + " cannot be written", e);
            }
        }
    }

    @Override
    public synchronized void close() {
        try {
            StorageWaits.HERE.doing(path, () -> {
                try (output) {
                    publish();
                }
            });
        } catch (IOException | FSError | RuntimeException e) {
            throw Storage.failed(path + " cannot be closed", e);
        } finally {
            if (local != null) {
                local.toFile().delete();
            }
        }
    }
}
