package org.halfinverse.io;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local file system with the faults that a test wants of it. */
public final class FaultyFileSystem extends RawLocalFileSystem {
    private static final String NO_APPEND = "hig.test.no-append";

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
        return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
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
        return super.createNonRecursive(path, permission, flags, bufferSize, replication, blockSize, progress);
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

    private static void requireSpace(Path path) throws IOException {
        if (full.test(path.toString())) {
            throw new IOException("No space left on device");
        }
    }
}
