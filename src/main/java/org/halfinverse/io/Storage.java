package org.halfinverse.io;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.HdfsDataInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Files on any Hadoop file system ({@code file:}, {@code hdfs:}, {@code s3a:} …), with failures told in a sentence.
 *
 * <p>Local files are written without Hadoop's checksum side files: they are for people and other programs to read.
 */
public final class Storage implements Serializable {
    /** The names of exceptions that were the cause of others, before what the first of them says. */
    private static final Pattern WRAPPERS = Pattern.compile("^([\\w.$]+(Exception|Error): )+");

    private static final String LOCAL = "file";
    /** In which an installation of Hadoop, or Spark on YARN, says what paths without a scheme are. */
    private static final List<String> SITE_FILES = List.of("core-site.xml", "__spark_hadoop_conf__.xml");

    private final TreeMap<String, String> settings;
    private final boolean shared;
    private transient @Nullable Configuration configuration;
    private transient @Nullable FileSystem localFiles;
    private transient @Nullable Boolean localByDefault;

    /**
     * Storage with given settings. It may be sent to other machines, where it is set up in the same way.
     *
     * @param settings of Hadoop, added to those of its configuration files
     */
    public Storage(Map<String, String> settings) {
        this(settings, true);
    }

    private Storage(Map<String, String> settings, boolean shared) {
        this.settings = new TreeMap<>(settings);
        this.shared = shared;
    }

    /**
     * {@return storage that shares no connection with other ones} Hadoop keeps the first connection to a file system
     * for all later ones, whatever their settings: not wanted where the settings are still to be read.
     *
     * @param settings of Hadoop, added to those of its configuration files
     */
    public static Storage unshared(Map<String, String> settings) {
        return new Storage(settings, false);
    }

    /**
     * {@return the path of a file named beside another}
     *
     * @param path of the other file
     * @param name of the file, absolute or relative to the other's directory
     */
    public static String sibling(String path, String name) {
        Path parent = hadoopPath(path).getParent();
        return parent == null ? name : new Path(parent, hadoopPath(name)).toString();
    }

    /**
     * The same path with nothing left to where it is looked at: scheme, host and directory.
     *
     * @param path any Hadoop path
     * @return the path to give to other machines
     */
    public String qualify(String path) {
        return lookUp(path, FileSystem::makeQualified).toString();
    }

    /**
     * {@return a file, open for reading, for the caller to close}
     *
     * @param path any Hadoop path
     * @throws DataException if it cannot be read
     */
    public FSDataInputStream open(String path) {
        try {
            return StorageWaits.HERE.during(path, () -> {
                FileSystem files = fileSystem(path);
                FSDataInputStream input = files.open(hadoopPath(path));
                return files instanceof RawLocalFileSystem
                        ? input
                        : new FSDataInputStream(new WatchedInput(path, input, StorageWaits.HERE));
            });
        } catch (FileNotFoundException e) {
            throw new DataException(path + " cannot be read: " + (exists(path) ? reason(e) : "no such file"), e);
        } catch (IOException | FSError | RuntimeException e) {
            throw failed(path + " cannot be read", e);
        }
    }

    /**
     * {@return what comes of reading from a file}
     *
     * @param path any Hadoop path
     * @param name of the file in messages
     * @param reading what to do with it
     * @throws DataException if it cannot be read
     */
    <R> R read(String path, String name, Reading<R> reading) {
        try (FSDataInputStream input = open(path)) {
            return reading.from(input);
        } catch (IOException | FSError e) {
            throw failed(name + " cannot be read", e);
        }
    }

    /** Reads from an open file. */
    @FunctionalInterface
    interface Reading<R> {
        R from(FSDataInputStream input) throws IOException;
    }

    /** Something that a file system does. */
    @FunctionalInterface
    private interface Work<R> {
        R by(FileSystem files, Path path) throws IOException;
    }

    private <R> R lookUp(String path, Work<R> work) {
        return told(path, path + " cannot be looked up", work);
    }

    private <R> R told(String path, String complaint, Work<R> work) {
        try {
            return StorageWaits.HERE.during(path, () -> work.by(fileSystem(path), hadoopPath(path)));
        } catch (IOException | FSError | RuntimeException e) {
            throw failed(complaint, e);
        }
    }

    /**
     * {@return the length of a file in bytes}
     *
     * @param path any Hadoop path
     * @throws DataException if there is no such file
     */
    public long length(String path) {
        try {
            FileStatus status =
                    StorageWaits.HERE.during(path, () -> fileSystem(path).getFileStatus(hadoopPath(path)));
            if (status.isDirectory()) {
                throw new DataException(path + " cannot be read: it is a directory");
            }
            return status.getLen();
        } catch (FileNotFoundException e) {
            throw new DataException(path + " cannot be read: no such file", e);
        } catch (IOException | FSError | RuntimeException e) {
            throw failed(path + " cannot be read", e);
        }
    }

    /**
     * {@return the length in bytes of a file as far as it can be read, though somebody may be writing it: HDFS does not
     * keep the length of an open file up to date}
     *
     * @param path any Hadoop path
     * @throws DataException if there is no such file
     */
    public long readableLength(String path) {
        long length = length(path);
        return told(path, path + " cannot be read", (files, place) -> {
            try (FSDataInputStream input = files.open(place)) {
                return input instanceof HdfsDataInputStream hdfs ? hdfs.getVisibleLength() : length;
            }
        });
    }

    /**
     * {@return whether a file or directory exists at a path}
     *
     * @param path any Hadoop path
     * @throws DataException if the file system cannot be asked
     */
    public boolean exists(String path) {
        return lookUp(path, FileSystem::exists);
    }

    /**
     * {@return whether a directory exists at a path}
     *
     * @param path any Hadoop path
     * @throws DataException if the file system cannot be asked
     */
    boolean isDirectory(String path) {
        return lookUp(
                path,
                (files, place) ->
                        files.exists(place) && files.getFileStatus(place).isDirectory());
    }

    /**
     * {@return the names of files and directories in a directory, sorted; empty if it is not there}
     *
     * @param path any Hadoop path
     * @throws DataException if the path is a file, or cannot be listed
     */
    public List<String> list(String path) {
        return told(path, path + " cannot be listed", (files, directory) -> {
            if (!files.exists(directory)) {
                return List.of();
            }
            if (!files.getFileStatus(directory).isDirectory()) {
                throw new DataException(path + " is a file, but a directory is needed");
            }
            return names(Arrays.stream(files.listStatus(directory)));
        });
    }

    /**
     * {@return the paths of files and directories that a pattern matches, sorted; empty if there are none}
     *
     * @param pattern of Hadoop: {@code *}, {@code ?}, {@code [a-c]}, <code>{a,b}</code>
     * @throws DataException if it is no pattern, or the file system cannot be asked
     */
    List<String> matching(String pattern) {
        FileStatus[] found = lookUp(
                pattern, (files, place) -> Objects.requireNonNullElse(files.globStatus(place), new FileStatus[0]));
        return Arrays.stream(found)
                .map(status -> status.getPath().toString())
                .sorted()
                .toList();
    }

    /**
     * {@return the names of the directories in a directory, sorted}
     *
     * @param path any Hadoop path
     * @throws DataException if there is no such directory, or it cannot be listed
     */
    public List<String> directories(String path) {
        return told(path, path + " cannot be listed", (files, directory) -> {
            try {
                return names(Arrays.stream(files.listStatus(directory)).filter(FileStatus::isDirectory));
            } catch (FileNotFoundException e) {
                throw new DataException(path + " cannot be listed: no such directory", e);
            }
        });
    }

    private static List<String> names(Stream<FileStatus> files) {
        return files.map(status -> status.getPath().getName()).sorted().toList();
    }

    /**
     * Creates a directory and its parents.
     *
     * @param path any Hadoop path
     * @throws DataException if that is not possible
     */
    public void createDirectory(String path) {
        String complaint = "directory " + path + " cannot be created";
        if (!told(path, complaint, FileSystem::mkdirs)) {
            throw new DataException(complaint);
        }
    }

    /**
     * Gives a file or directory another name, at once on file systems that can.
     *
     * @param from its path
     * @param to its new path, on the same file system
     * @throws DataException if there is nothing to rename, or something stands at the new path
     */
    public void rename(String from, String to) {
        String complaint = from + " cannot be renamed to " + to;
        // Hadoop would move a directory into one that stands at its new path.
        if (!told(
                from,
                complaint,
                (files, place) -> !files.exists(hadoopPath(to)) && files.rename(place, hadoopPath(to)))) {
            throw new DataException(complaint);
        }
    }

    /**
     * Deletes a file, or a directory and all that is in it.
     *
     * @param path any Hadoop path; nothing need be there
     * @throws DataException if it cannot be deleted
     */
    public void delete(String path) {
        told(path, path + " cannot be deleted", (files, place) -> files.delete(place, true));
    }

    /**
     * Writes a whole file into a directory that must be there, under its name at once.
     *
     * @param path any Hadoop path; an old file there is replaced
     * @param content writes the content
     * @throws DataException if it cannot be written, or its directory is not there
     */
    public void writeInPlace(String path, Content content) {
        try {
            StoredBytes.write(
                    path,
                    () -> fileSystem(path)
                            .createFile(hadoopPath(path))
                            .overwrite(true)
                            .build(),
                    content);
        } catch (IOException | FSError e) {
            throw failed(path + " cannot be written", e);
        }
    }

    /**
     * {@return whether a path lies in an object store, such as S3: a file is there whole or not at all, nothing can be
     * added to it, and to rename it is to copy and delete it}
     *
     * @param path any Hadoop path
     * @throws DataException if the file system cannot be asked
     */
    public boolean isObjectStore(String path) {
        return !lookUp(path, (files, place) -> files.hasPathCapability(place, CommonPathCapabilities.FS_APPEND));
    }

    /**
     * Opens a new file that grows as it is written, for instance a table of metrics.
     *
     * @param path any Hadoop path; an old file there is replaced
     * @return the stream; {@code hflush} makes what was written visible to readers
     * @throws DataException if it cannot be created
     */
    public FSDataOutputStream create(String path) {
        return told(path, path + " cannot be written", (files, place) -> files.create(place, true));
    }

    /**
     * Writes a whole file, of which readers never see half: under another name first and then renamed or, in an object
     * store, at once.
     *
     * @param path any Hadoop path; an old file there is replaced
     * @param content writes the content
     * @throws DataException if it cannot be written
     */
    public void write(String path, Content content) {
        String draft = draft(path);
        try {
            FileSystem fileSystem = fileSystem(path);
            if (isObjectStore(path)) {
                StoredBytes.write(path, () -> fileSystem.create(hadoopPath(path), true), content);
                return;
            }
            try {
                StoredBytes.write(path, () -> fileSystem.create(hadoopPath(draft), true), content);
                replace(draft, path);
            } finally {
                StorageWaits.HERE.during(path, () -> fileSystem.delete(hadoopPath(draft), false));
            }
        } catch (IOException | FSError e) {
            throw failed(path + " cannot be written", e);
        }
    }

    /** The name under which a file is written before it gets its own. */
    String draft(String path) {
        Path target = hadoopPath(path);
        return new Path(target.getParent(), "." + target.getName() + ".part").toString();
    }

    /**
     * Gives a draft its file's name. It may still be open for writing.
     *
     * @param draft its path
     * @param path of the file; an old one there is replaced, at once where the file system can do that
     * @throws DataException if that is not possible
     */
    void replace(String draft, String path) {
        try {
            StorageWaits.HERE.doing(path, () -> replace(fileSystem(path), draft, path));
        } catch (IOException | FSError | RuntimeException e) {
            throw failed(path + " cannot be written", e);
        }
    }

    private void replace(FileSystem fileSystem, String draft, String path) throws IOException {
        Path from = hadoopPath(draft);
        Path to = hadoopPath(path);
        if (isDirectory(path)) {
            throw new DataException(path + " cannot be written: it is a directory");
        }
        if (fileSystem instanceof DistributedFileSystem hdfs) {
            hdfs.rename(from, to, Options.Rename.OVERWRITE); // at once, as local files are renamed too
            return;
        }
        if (!(fileSystem instanceof RawLocalFileSystem)) {
            fileSystem.delete(to, false);
        }
        if (!fileSystem.rename(from, to)) {
            throw new DataException(path + " cannot be written: renaming " + draft + " failed");
        }
    }

    /**
     * Writes a whole text file in UTF-8, as {@link #write} does.
     *
     * @param path any Hadoop path
     * @param text its content
     * @throws DataException if it cannot be written
     */
    public void writeText(String path, String text) {
        write(path, output -> output.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * {@return the content of a whole text file in UTF-8}
     *
     * @param path any Hadoop path
     * @param maximumBytes the largest length that is accepted
     * @throws DataException if it cannot be read or is larger than that
     */
    public String readText(String path, int maximumBytes) {
        if (length(path) > maximumBytes) {
            throw new DataException(path + " has " + length(path) + " bytes; at most " + maximumBytes + " are read");
        }
        return read(path, path, input -> new String(input.readNBytes(maximumBytes), StandardCharsets.UTF_8));
    }

    /**
     * {@return the file of this machine that a path names, or empty if the path lies on another file system}
     *
     * @param path any Hadoop path
     */
    public Optional<java.nio.file.Path> localFile(String path) {
        return lookUp(
                path,
                (files, place) -> files instanceof RawLocalFileSystem local
                        ? Optional.of(local.pathToFile(place).toPath())
                        : Optional.empty());
    }

    private FileSystem fileSystem(String path) throws IOException {
        Path place = hadoopPath(path);
        String scheme = Objects.requireNonNullElse(place.toUri().getScheme(), LOCAL);
        if (scheme.equals(LOCAL) && isLocalByDefault()) {
            return localFiles();
        }
        FileSystem fileSystem =
                shared ? place.getFileSystem(configuration()) : FileSystem.newInstance(place.toUri(), configuration());
        return fileSystem instanceof LocalFileSystem ? localFiles() : fileSystem;
    }

    private FileSystem localFiles() throws IOException {
        FileSystem files = localFiles;
        if (files == null) {
            files = new LocalFiles();
            files.initialize(FsConstants.LOCAL_FS_URI, isLocalByDefault() ? ownSettings() : configuration());
            localFiles = files;
        }
        return files;
    }

    /**
     * Whether nobody told Hadoop that paths without a scheme, or local ones, are something else. Hadoop itself looks up
     * users, services and all kinds of storage before it answers, hundreds of classes that a small command does not need.
     */
    private boolean isLocalByDefault() {
        Boolean known = localByDefault;
        if (known == null) {
            Configuration own = ownSettings();
            known = LOCAL.equals(FileSystem.getDefaultUri(own).getScheme())
                    && own.get("fs.file.impl") == null
                    && SITE_FILES.stream().allMatch(name -> own.getResource(name) == null);
            localByDefault = known;
        }
        return known;
    }

    private Configuration configuration() {
        Configuration current = configuration;
        if (current == null) {
            current = withSettings(new Configuration());
            configuration = current;
        }
        return current;
    }

    /** Without those of Hadoop's files, its defaults among them. */
    private Configuration ownSettings() {
        return withSettings(new Configuration(false));
    }

    private Configuration withSettings(Configuration defaults) {
        settings.forEach(defaults::set);
        return defaults;
    }

    private static Path hadoopPath(String path) {
        try {
            return new Path(path);
        } catch (IllegalArgumentException e) {
            throw new DataException("\"" + path + "\" is not a path: " + reason(e), e);
        }
    }

    /**
     * {@return what to throw for a failure of storage, the reason itself if it is a sentence already: file systems
     * throw checked and unchecked exceptions and, on this machine, errors ({@link FSError})}
     *
     * @param sentence what cannot be done
     * @param failure the reason
     */
    static DataException failed(String sentence, Throwable failure) {
        return failure instanceof DataException told
                ? told
                : new DataException(sentence + ": " + reason(failure), failure);
    }

    /**
     * What a failure says.
     *
     * @param failure of storage
     * @return one line, without the names of exceptions unless that is all there is, and what to do where that is known
     */
    public static String reason(Throwable failure) {
        return said(failure) + StorageAdvice.on(failure);
    }

    private static String said(Throwable failure) {
        String said = message(failure);
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException && !message(cause).isEmpty()) { // what those say that pass it on is less
                said = message(cause);
            }
        }
        return said.isEmpty() ? failure.getClass().getName().replaceFirst(".*[.$]", "") : said;
    }

    private static String message(Throwable failure) {
        if (failure instanceof EOFException) {
            return "it ends too early";
        }
        String message = Objects.requireNonNullElse(failure.getMessage(), "");
        return WRAPPERS.matcher(message)
                .replaceFirst("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes everything; closing is the caller's part.
         *
         * @param output where to
         * @throws IOException if writing fails
         */
        void writeTo(OutputStream output) throws IOException;
    }
}
