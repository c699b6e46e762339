package org.halfinverse.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FSDataOutputStream;
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
     * Goes on with a file. The kept part is copied, so that nobody who still has the old file open can write into
     * this one.
     *
     * @param storage on which it lies
     * @param path any Hadoop path
     * @param kept length of the part that is kept, in bytes; at most all of it
     * @return the file with that part
     * @throws DataException if it cannot be read or written
     */
    public static GrowingFile reopen(Storage storage, String path, long kept) {
        try {
            if (storage.growsInPlace(path)) {
                storage.write(path, output -> copyStart(storage, path, kept, output));
                return new GrowingFile(storage, path, storage.append(path), null, kept);
            }
            Path local = Files.createTempFile("hig-", ".part");
            OutputStream output = Files.newOutputStream(local);
            copyStart(storage, path, kept, output);
            GrowingFile file = new GrowingFile(storage, path, output, local, kept);
            file.publish();
            return file;
        } catch (IOException e) {
            throw new DataException(path + " cannot be written: " + Storage.reason(e), e);
        }
    }

    private static void copyStart(Storage storage, String path, long length, OutputStream output) throws IOException {
        if (length == 0) {
            return;
        }
        try (InputStream input = storage.open(path)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = length; left > 0; ) {
                int read = input.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
                if (read == 0) {
                    throw new DataException(path + " ends before byte " + length);
                }
                output.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    /**
     * Adds to the end.
     *
     * @param bytes to be added
     * @throws DataException if they cannot be written
     */
    public synchronized void append(byte[] bytes) {
        try {
            output.write(bytes);
            if (output instanceof FSDataOutputStream shared) {
                shared.hflush();
            }
            length += bytes.length;
        } catch (IOException e) {
            throw new DataException(path + " cannot be written: " + Storage.reason(e), e);
        }
    }

    /**
     * The length so far.
     *
     * @return bytes
     */
    public synchronized long length() {
        return length;
    }

    /**
     * Sees to it that readers find all that was added, on any file system.
     *
     * @throws DataException if that fails
     */
    public synchronized void publish() {
        Path spooled = local;
        if (spooled != null) {
            storage.write(path, target -> Files.copy(spooled, target));
        }
    }

    @Override
    public synchronized void close() {
        try (output) {
            publish();
        } catch (IOException e) {
            throw new DataException(path + " cannot be closed: " + Storage.reason(e), e);
        } finally {
            if (local != null) {
                local.toFile().delete();
            }
        }
    }
}
