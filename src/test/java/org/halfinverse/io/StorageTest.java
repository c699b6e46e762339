package org.halfinverse.io;

import static org.halfinverse.Sent.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("platform")
class StorageTest {
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    @Test
    void readsTheTextItWrites() {
        STORAGE.writeText(path("a.txt"), "größer\n");
        assertEquals("größer\n", STORAGE.readText(path("a.txt"), 100));
        assertEquals(9, STORAGE.length(path("a.txt")));
    }

    @Test
    void replacesAFileAndLeavesNothingBesideIt() throws IOException {
        STORAGE.writeText(path("a.txt"), "old");
        STORAGE.writeText(path("a.txt"), "new");
        try (FSDataOutputStream output = STORAGE.create(path("b.txt"))) {
            output.write('b');
        }
        assertEquals("new", Files.readString(directory.resolve("a.txt")));
        assertEquals(List.of("a.txt", "b.txt"), STORAGE.list(directory.toString()));
    }

    @Test
    void makesTheDirectoriesOnTheWay() throws IOException {
        STORAGE.writeText(path("x/y/a.txt"), "deep");
        assertEquals("deep", Files.readString(directory.resolve("x/y/a.txt")));
    }

    /** Those that the settings ask for, as Hadoop gives them to files of this machine. */
    @Test
    void givesFilesAndDirectoriesTheirPermissions() throws IOException {
        Storage strict = new Storage(Map.of("fs.permissions.umask-mode", "027"));
        strict.create(path("x/a.txt")).close();
        assertEquals(
                "rw-r-----",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("x/a.txt"))));
        Storage usual = new Storage(Map.of());
        usual.create(path("b.txt")).close();
        assertEquals(
                "rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("b.txt"))));
    }

    @Test
    void aFailedWriteKeepsTheOldFile() {
        STORAGE.writeText(path("a.txt"), "old");
        assertFails(
                path("a.txt") + " cannot be written: the dog ate it",
                () -> STORAGE.write(path("a.txt"), output -> {
                    output.write('n');
                    throw new IOException("the dog ate it\nat line 7");
                }));
        assertEquals("old", STORAGE.readText(path("a.txt"), 100));
        assertEquals(List.of("a.txt"), STORAGE.list(directory.toString()), "nor a draft beside it");
    }

    @Test
    void aDirectoryIsRenamedWithAllThatIsInIt() {
        STORAGE.writeText(path("draft/a.txt"), "content");
        STORAGE.rename(path("draft"), path("final"));
        assertEquals("content", STORAGE.readText(path("final/a.txt"), 100));
        assertFalse(STORAGE.exists(path("draft")));
    }

    @Test
    void nothingIsRenamedOntoWhatStandsThere() {
        STORAGE.writeText(path("draft/a.txt"), "new");
        STORAGE.writeText(path("final/a.txt"), "old");
        assertFails(
                path("draft") + " cannot be renamed to " + path("final"),
                () -> STORAGE.rename(path("draft"), path("final")));
        assertEquals("old", STORAGE.readText(path("final/a.txt"), 100));
        assertThrows(DataException.class, () -> STORAGE.rename(path("nothing"), path("other")));
    }

    @Test
    void deletesADirectoryWithAllThatIsInItAndWhatIsNotThere() {
        STORAGE.writeText(path("old/deep/a.txt"), "content");
        STORAGE.delete(path("old"));
        STORAGE.delete(path("old"));
        assertFalse(STORAGE.exists(path("old")));
    }

    @Test
    void writesInPlaceOnlyWhereThereIsADirectory() {
        STORAGE.createDirectory(path("there"));
        STORAGE.writeInPlace(path("there/a.txt"), output -> output.write('a'));
        assertEquals("a", STORAGE.readText(path("there/a.txt"), 100));
        assertThrows(DataException.class, () -> STORAGE.writeInPlace(path("gone/a.txt"), output -> output.write('a')));
        assertFalse(STORAGE.exists(path("gone")));
    }

    @Test
    void aFileDoesNotTakeThePlaceOfADirectory() throws IOException {
        Files.createDirectory(directory.resolve("empty"));
        assertFails(
                path("empty") + " cannot be written: it is a directory",
                () -> STORAGE.writeText(path("empty"), "text"));
        assertTrue(Files.isDirectory(directory.resolve("empty")));
    }

    @Test
    void whatIsFlushedCanBeRead() throws IOException {
        try (FSDataOutputStream output = STORAGE.create(path("metrics.csv"))) {
            output.write("step\n".getBytes(StandardCharsets.UTF_8));
            output.hflush();
            assertEquals("step\n", Files.readString(directory.resolve("metrics.csv")));
        }
    }

    @Test
    void listsNamesInOrder() {
        STORAGE.createDirectory(path("d/b"));
        STORAGE.writeText(path("d/c"), "");
        STORAGE.writeText(path("d/a"), "");
        assertEquals(List.of("a", "b", "c"), STORAGE.list(path("d")));
        assertEquals(List.of(), STORAGE.list(path("none")));
        assertFails(path("d/a") + " is a file, but a directory is needed", () -> STORAGE.list(path("d/a")));
    }

    @Test
    void knowsWhatExists() {
        STORAGE.writeText(path("a.txt"), "");
        assertTrue(STORAGE.exists(path("a.txt")));
        assertTrue(STORAGE.exists(directory.toString()));
        assertFalse(STORAGE.exists(path("b.txt")));
    }

    @Test
    void refusesATextThatIsTooLong() {
        STORAGE.writeText(path("a.txt"), "12345");
        assertEquals("12345", STORAGE.readText(path("a.txt"), 5));
        assertFails(path("a.txt") + " has 5 bytes; at most 4 are read", () -> STORAGE.readText(path("a.txt"), 4));
    }

    @Test
    void saysWhatCannotBeRead() {
        assertFails(path("none") + " cannot be read: no such file", () -> STORAGE.length(path("none")));
        assertFails(path("none") + " cannot be read: no such file", () -> STORAGE.open(path("none")));
        assertFails(directory + " cannot be read: it is a directory", () -> STORAGE.length(directory.toString()));
    }

    @Test
    void saysWhatCannotBeWritten() {
        STORAGE.writeText(path("file"), "");
        assertFails("directory " + path("file") + " cannot be created", () -> STORAGE.createDirectory(path("file")));
        assertFails(path("file/a.txt") + " cannot be written", () -> STORAGE.writeText(path("file/a.txt"), ""));
        assertFails(path("file/b.txt") + " cannot be written", () -> STORAGE.create(path("file/b.txt")));
    }

    @Test
    void saysWhatIsNoPath() {
        assertFails("\"\" is not a path", () -> STORAGE.exists(""));
        assertFails("nosuch://host/a cannot be looked up", () -> STORAGE.exists("nosuch://host/a"));
    }

    @Test
    void saysWhatIsMissingForAKindOfStorage() {
        String jars = "; add the jars of this kind of storage, by spark-submit --packages or by HIG_CLASSPATH";
        assertFails(
                "s3a://bucket/a cannot be looked up: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found" + jars
                        + " (org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion() + ")",
                () -> STORAGE.exists("s3a://bucket/a"));
        assertFails(
                "nosuch://host/a cannot be looked up: No FileSystem for scheme \"nosuch\"" + jars,
                () -> STORAGE.exists("nosuch://host/a"));
    }

    /** As Hadoop 3.4 fails on Java 24 and later. */
    @Test
    void saysWhichJavaHadoopWants() {
        String reason = Storage.reason(new UnsupportedOperationException("getSubject is not supported"));
        assertEquals(
                "getSubject is not supported: Hadoop " + VersionInfo.getVersion()
                        + " does not run on this Java; use Java 17 or 21, or a Spark with Hadoop 3.5",
                reason);
    }

    @Test
    void qualifiesAPathCompletely() {
        assertEquals("file:" + path("a.txt"), STORAGE.qualify(path("a.txt")));
        assertEquals("file:" + Path.of("a.txt").toAbsolutePath(), STORAGE.qualify("a.txt"));
        assertEquals(Optional.of(directory.resolve("a.txt")), STORAGE.localFile("file:" + path("a.txt")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs.defaultFS", "fs.default.name"})
    void settingsSayWherePathsWithoutASchemeAre(String key) throws IOException {
        Files.writeString(directory.resolve("a.txt"), "local");
        for (String scheme : List.of("nosuch", "files")) {
            Storage elsewhere = new Storage(Map.of(key, scheme + "://host/"));
            assertFails(
                    "a.txt cannot be looked up: No FileSystem for scheme \"" + scheme + "\"",
                    () -> elsewhere.exists("a.txt"));
            assertTrue(elsewhere.exists("file:" + path("a.txt")));
        }
    }

    @Test
    void aConfigurationFileOfHadoopSaysWherePathsWithoutASchemeAre() throws IOException {
        Files.writeString(directory.resolve("core-site.xml"), """
                <configuration>
                  <property><name>fs.defaultFS</name><value>nosuch://host/</value></property>
                </configuration>
                """);
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        try (URLClassLoader withFile =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, own)) {
            thread.setContextClassLoader(withFile);
            Storage elsewhere = new Storage(Map.of());
            assertFails(
                    "a.txt cannot be looked up: No FileSystem for scheme \"nosuch\"", () -> elsewhere.exists("a.txt"));
            assertTrue(elsewhere.exists("file:" + path("core-site.xml")));
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    @Test
    void worksWhereItIsSent() throws IOException, ClassNotFoundException {
        STORAGE.writeText(path("a.txt"), "sent");
        assertEquals("sent", sent(STORAGE).readText(path("a.txt"), 10));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    static Stream<Arguments> failures() {
        IOException full = new IOException("No space left on device");
        return Stream.of(
                Arguments.of(full, "No space left on device"),
                Arguments.of(new IOException("java.io.IOException: java.io.IOException: disk"), "disk"),
                Arguments.of(new IllegalStateException("passed on", full), "No space left on device"),
                Arguments.of(
                        new IOException("outside", new IllegalStateException("between", full)),
                        "No space left on device"),
                Arguments.of(new IOException("said outside", new IOException("")), "said outside"),
                Arguments.of(new IOException("outside", new EOFException()), "it ends too early"),
                Arguments.of(new IOException("\n\n  second line \nthird"), "second line"),
                Arguments.of(new IOException(), "IOException"),
                Arguments.of(new IOException(" "), "IOException"),
                Arguments.of(new IllegalStateException("", new IOException((String) null)), "IllegalStateException"),
                Arguments.of(
                        new UncheckedIOException(new IOException("java.io.IOException: ")), "UncheckedIOException"));
    }

    /** Whatever a failure says, and if it says nothing. */
    @ParameterizedTest
    @MethodSource("failures")
    void thereIsAlwaysAReason(Throwable failure, String reason) {
        assertEquals(reason, Storage.reason(failure));
    }

    private static void assertFails(String message, Executable action) {
        String actual = String.valueOf(assertThrows(DataException.class, action).getMessage());
        assertTrue(actual.startsWith(message), actual);
        assertEquals(1, actual.lines().count(), actual);
    }

    @Test
    void inAnObjectStoreAFileWhoseContentFailsIsAsItWas() throws IOException {
        String path = directory.resolve("file").toString();
        Storage store = FaultyFileSystem.objectStore();
        store.writeText(path, "old");
        assertThrows(
                DataException.class,
                () -> store.write(path, output -> {
                    output.write('n');
                    throw new IOException("the content fails");
                }));
        assertEquals("old", store.readText(path, 10));
        assertEquals(List.of("file"), store.list(directory.toString()));
    }
}
