package org.halfinverse.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Local files under {@code full:}, on a disk that becomes full when a test wants it. */
public final class FullFileSystem extends LocalFiles {
    private static final URI NAME = URI.create("full:///");
    private static final String REGISTRATION = "spark.hadoop.fs.full.impl";
    private static final String SENTENCE = "No space left on device";

    /** How a file system tells that it is full. */
    public enum Failure {
        /** As most do. */
        CHECKED,
        /** As Hadoop does for files of this machine. */
        ERROR,
        /** As the clients of some object stores do. */
        UNCHECKED;

        private void fail() throws IOException {
            IOException full = new IOException(SENTENCE);
            switch (this) {
                case CHECKED -> throw full;
                case ERROR -> writeToFullDevice();
                case UNCHECKED -> throw new IllegalStateException(full);
            }
        }
    }

    /** As only Hadoop itself can fail. */
    private static void writeToFullDevice() throws IOException {
        try (RawLocalFileSystem local = new RawLocalFileSystem()) {
            local.initialize(URI.create("file:///"), new Configuration(false));
            try (FSDataOutputStream device = local.create(new Path("/dev/full"), true)) {
                device.write(0);
            }
        }
    }

    private static volatile Predicate<String> files = path -> false;
    private static volatile Failure failure = Failure.CHECKED;
    private static final AtomicInteger WRITES_LEFT = new AtomicInteger();

    /** Has Hadoop know it, in all that Spark's settings reach. */
    public static void register() {
        System.setProperty(REGISTRATION, FullFileSystem.class.getName());
    }

    /** Has Hadoop forget it; there is space again. */
    public static void unregister() {
        System.clearProperty(REGISTRATION);
        empty();
    }

    /**
     * From now on some files cannot grow.
     *
     * @param paths which
     * @param writes how often something may still be written to them; Integer.MAX_VALUE to count that
     * @param how it is told
     */
    public static void fill(Predicate<String> paths, int writes, Failure how) {
        WRITES_LEFT.set(writes);
        failure = how;
        files = paths;
    }

    /** How often something was written to these files since, where all of it found space. */
    public static int writes() {
        return Integer.MAX_VALUE - WRITES_LEFT.get();
    }

    /** There is space again. */
    public static void empty() {
        files = path -> false;
    }

    @Override
    public URI getUri() {
        return NAME;
    }

    @Override
    public String getScheme() {
        return NAME.getScheme();
    }

    @Override
    public void initialize(URI uri, Configuration configuration) throws IOException {
        super.initialize(NAME, configuration);
    }

    @Override
    public FSDataOutputStream create(
            Path path, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        return bounded(path, super.create(path, overwrite, bufferSize, replication, blockSize, progress));
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return bounded(path, super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress));
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
        return bounded(
                path, super.createNonRecursive(path, permission, flags, bufferSize, replication, blockSize, progress));
    }

    private static FSDataOutputStream bounded(Path path, FSDataOutputStream file) {
        return new FSDataOutputStream(new Bounded(path.toString(), file), null);
    }

    private static final class Bounded extends FilterOutputStream {
        private final String path;

        Bounded(String path, OutputStream file) {
            super(file);
            this.path = path;
        }

        @Override
        public void write(int value) throws IOException {
            requireSpace();
            out.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            requireSpace();
            out.write(bytes, offset, length);
        }

        private void requireSpace() throws IOException {
            if (files.test(path) && WRITES_LEFT.getAndDecrement() <= 0) {
                failure.fail();
            }
        }
    }
}
