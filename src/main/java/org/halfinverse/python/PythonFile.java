package org.halfinverse.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.halfinverse.io.DataException;

/**
 * A simulator's file with what stands beside it: the files in its directory, and packages, which are directories with an
 * {@code __init__.py}. What is hidden, and what Python compiles, is left out.
 *
 * @param path of the file, absolute
 */
record PythonFile(Path path) {
    private static final int DIGITS = 16;
    private static final long MOST_BYTES = 1L << 28;
    private static final int MOST_FILES = 2000;
    private static final String COMPILED = "__pycache__";

    /** SHA-256 of the file. */
    String sha256() {
        return HexFormat.of().formatHex(digestOf(path));
    }

    /** A name that is another one when the file or something beside it is. */
    String archiveName() {
        MessageDigest digest = sha256Digest();
        neighbours().forEach((name, file) -> {
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(digestOf(file));
        });
        return "hig-python-" + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }

    /**
     * Packs the file and what stands beside it.
     *
     * @param archive path of a zip file to be written
     */
    void pack(Path archive) throws IOException {
        Path part = archive.resolveSibling(archive.getFileName() + ".part");
        try (OutputStream output = Files.newOutputStream(part);
                ZipOutputStream zip = new ZipOutputStream(output)) {
            for (var neighbour : neighbours().entrySet()) {
                zip.putNextEntry(new ZipEntry(neighbour.getKey()));
                Files.copy(neighbour.getValue(), zip);
                zip.closeEntry();
            }
        }
        Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
    }

    /** All files, by their names in the archive. */
    private SortedMap<String, Path> neighbours() {
        SortedMap<String, Path> files = new TreeMap<>();
        Path directory = Objects.requireNonNull(path.getParent());
        try {
            collect(directory, directory, files);
            long bytes = 0;
            for (Path file : files.values()) {
                bytes += Files.size(file);
            }
            if (bytes > MOST_BYTES || files.size() > MOST_FILES) {
                throw new DataException(directory + " has " + files.size() + " files of " + (bytes >> 20)
                        + " MiB beside " + path.getFileName() + ", but at most " + MOST_FILES + " files of "
                        + (MOST_BYTES >> 20) + " MiB are sent to executors: move " + path.getFileName()
                        + " into a directory of its own, and send large files with spark.files");
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(Path root, Path directory, SortedMap<String, Path> files) throws IOException {
        List<Path> members;
        try (Stream<Path> listed = Files.list(directory)) {
            members = listed.toList();
        }
        for (Path member : members) {
            String name = String.valueOf(member.getFileName());
            if (name.startsWith(".") || name.equals(COMPILED)) {
                continue;
            }
            if (Files.isRegularFile(member)) {
                files.put(root.relativize(member).toString().replace('\\', '/'), member);
            } else if (Files.isRegularFile(member.resolve("__init__.py"))) {
                collect(root, member, files);
            }
        }
    }

    private static byte[] digestOf(Path file) {
        MessageDigest digest = sha256Digest();
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
            return digest.digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
