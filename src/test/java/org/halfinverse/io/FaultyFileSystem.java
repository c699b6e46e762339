package org.halfinverse.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local file system with the faults that a test wants of it. */
public final class FaultyFileSystem extends RawLocalFileSystem {
    private static final String NO_APPEND = "hig.test.no-append";

    private static final LongAdder put = new LongAdder();
    private static volatile Predicate<String> full = path -> false;
    private static volatile Consumer<String> witness = call -> {};

    /** Storage whose local files go through here. */
    public static Storage storage() {
        return Storage.unshared(Map.of("fs.file.impl", FaultyFileSystem.class.getName()));
    }

    /** The same as an object store has it: files appear whole, and nothing is added to them. */
    public static Storage objectStore() {
        return Storage.unshared(Map.of("fs.file.impl", FaultyFileSystem.class.getName(), NO_APPEND, "true"));
    }

    /** How many bytes all objects together have been given so far. */
    public static long bytesPut() {
        return put.sum();
    }

    /** From now on there is no space for some files. */
    public static void fill(Predicate<String> paths) {
        full = paths;
    }

    /** There is space again. */
    public static void empty() {
        full = path -> false;
    }

    /** From now on somebody sees every call, by the name of its method, before it is made. */
    public static void show(Consumer<String> somebody) {
        witness = somebody;
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        witness.accept("getFileStatus");
        return super.getFileStatus(path);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        witness.accept("listStatus");
        return super.listStatus(path);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
        witness.accept("mkdirs");
        return super.mkdirs(path);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        witness.accept("rename");
        return super.rename(from, to);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        witness.accept("delete");
        return super.delete(path, recursive);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        witness.accept("open");
        return super.open(path, bufferSize);
    }

    @Override
    public FSDataOutputStream create(
            Path path, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        witness.accept("create");
        requireSpace(path);
        return isObjectStore(getConf())
                ? object(() -> super.create(path, overwrite, bufferSize, replication, blockSize, progress))
                : super.create(path, overwrite, bufferSize, replication, blockSize, progress);
    }

    @Override
    public FSDataOutputStream createNonRecursive(
            Path path,
            FsPermission permission,
            EnumSet<CreateFlag> flags,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        requireSpace(path);
        return isObjectStore(getConf())
                ? object(() ->
                        super.create(path, true, bufferSize, replication, blockSize, progress)) // needs no directory
                : super.createNonRecursive(path, permission, flags, bufferSize, replication, blockSize, progress);
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) throws IOException {
        if (isObjectStore(getConf())) {
            throw new UnsupportedOperationException("an object store cannot append");
        }
        return super.append(path, bufferSize, progress);
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
        boolean append = capability.equals(CommonPathCapabilities.FS_APPEND);
        return !(append && isObjectStore(getConf())) && super.hasPathCapability(path, capability);
    }

    private static boolean isObjectStore(Configuration configuration) {
        return configuration.getBoolean(NO_APPEND, false);
    }

    private static FSDataOutputStream object(Callable<OutputStream> file) throws IOException {
        return new FSDataOutputStream(new ObjectBytes(file), null);
    }

    /** The bytes of an object, which is there when they are all given. */
    private static final class ObjectBytes extends ByteArrayOutputStream implements Abortable, StreamCapabilities {
        private final Callable<OutputStream> file;
        private boolean ended;

        ObjectBytes(Callable<OutputStream> file) {
            this.file = file;
        }

        @Override
        public AbortableResult abort() {
            ended = true;
            return null;
        }

        @Override
        public boolean hasCapability(String capability) {
            return capability.equals(StreamCapabilities.ABORTABLE_STREAM);
        }

        @Override
        public void close() throws IOException {
            if (ended) {
                return;
            }
            ended = true;
            try (OutputStream whole = file.call()) {
                writeTo(whole);
                put.add(size());
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    private static void requireSpace(Path path) throws IOException {
        if (full.test(path.toString())) {
            throw new IOException("No space left on device");
        }
    }
}
