package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowingFileTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("metrics.jsonl");
    }

    @Test
    void readersSeeAtOnceWhatIsAdded() throws IOException {
        try (GrowingFile growing = GrowingFile.create(new Storage(Map.of()), file.toString())) {
            append(growing, "one\n");
            assertEquals("one\n", Files.readString(file));
            append(growing, "two\n");
            assertEquals("one\ntwo\n", Files.readString(file));
            assertEquals(8, growing.length());
        }
    }

    @Test
    void inAnObjectStoreTheySeeItWhenItIsPublishedAndInTheEnd() throws IOException {
        try (GrowingFile growing = GrowingFile.create(FaultyFileSystem.objectStore(), file.toString())) {
            append(growing, "one\n");
            growing.publish();
            append(growing, "two\n");
            assertEquals("one\n", Files.readString(file));
        }
        assertEquals("one\ntwo\n", Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnAfterTheKeptPart(boolean objectStore) throws IOException {
        Storage storage = objectStore ? FaultyFileSystem.objectStore() : new Storage(Map.of());
        Files.writeString(file, "one\ntwo\nthr");
        try (GrowingFile growing = reopen(storage, file.toString(), 8)) {
            assertEquals("one\ntwo\n", Files.readString(file));
            append(growing, "three\n");
        }
        assertEquals("one\ntwo\nthree\n", Files.readString(file));
        assertEquals(List.of("metrics.jsonl"), storage.list(directory.toString()));
    }

    @Test
    void whoStillHasTheOldFileOpenDoesNotWriteIntoTheNewOne() throws IOException {
        Storage storage = new Storage(Map.of());
        try (GrowingFile old = GrowingFile.create(storage, file.toString())) {
            append(old, "one\ntwo\n");
            try (GrowingFile taken = reopen(storage, file.toString(), 4)) {
                append(old, "ghost\n");
                append(taken, "2\n");
            }
        }
        assertEquals("one\n2\n", Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofAFileThatHasLostItsEndTheWholeLinesAreKept(boolean objectStore) throws IOException {
        Storage storage = objectStore ? FaultyFileSystem.objectStore() : new Storage(Map.of());
        Files.writeString(file, "one\ntwo\nthr");
        try (GrowingFile growing = reopen(storage, file.toString(), 14)) {
            assertEquals(8, growing.length());
            append(growing, "four\n");
        }
        assertEquals("one\ntwo\nfour\n", Files.readString(file));
    }

    @Test
    void linesLongerThanABufferAreKeptWhole() throws IOException {
        String line = "x".repeat(100_000) + "\n";
        Files.writeString(file, line + line + "x".repeat(70_000));
        try (GrowingFile growing = reopen(new Storage(Map.of()), file.toString(), 300_000)) {
            assertEquals(2L * line.length(), growing.length());
        }
        assertEquals(line + line, Files.readString(file));
    }

    @Test
    void whatWasCopiedIsFoundThoughTheProcessEndedBeforeItHadItsName() throws IOException {
        Files.writeString(directory.resolve(".metrics.jsonl.part"), "one\ntwo\n");
        try (GrowingFile growing = reopen(new Storage(Map.of()), file.toString(), 4)) {
            append(growing, "2\n");
        }
        assertEquals("one\n2\n", Files.readString(file));
        assertFalse(Files.exists(directory.resolve(".metrics.jsonl.part")));
    }

    @Test
    void anUnwritablePlaceIsTold() {
        assertThrows(
                DataException.class, () -> GrowingFile.create(new Storage(Map.of()), "/proc/nowhere/metrics.jsonl"));
        assertFalse(Files.exists(Path.of("/proc/nowhere")));
    }

    @Test
    void inAnObjectStoreWhatWasPublishedIsKeptThoughTheProcessEnded() throws IOException {
        Storage storage = FaultyFileSystem.objectStore();
        StringBuilder all = new StringBuilder();
        try (GrowingFile growing = GrowingFile.create(storage, file.toString())) {
            for (int line = 0; line < 60; line++) { // of which some are put with the whole file, and some alone
                String text = String.valueOf(line % 10).repeat(50_000) + "\n";
                append(growing, text);
                growing.publish();
                all.append(text);
                Path copy = directory.resolve("copy-" + line); // as it is after a process has ended
                copy(directory, copy);
                long kept = all.length();
                try (GrowingFile resumed = reopen(storage, copy + "/metrics.jsonl", kept)) {
                    assertEquals(kept, resumed.length());
                    append(resumed, "and so on\n");
                }
                assertEquals(all + "and so on\n", Files.readString(copy.resolve("metrics.jsonl")));
                assertEquals(List.of("metrics.jsonl"), storage.list(copy.toString()));
            }
        }
        assertEquals(all.toString(), Files.readString(file));
    }

    @Test
    void inAnObjectStoreAnOlderPartCanBeKept() throws IOException {
        Storage storage = FaultyFileSystem.objectStore();
        GrowingFile growing = GrowingFile.create(storage, file.toString());
        for (String line : List.of("one\n", "two\n", "three\n")) {
            append(growing, line);
            growing.publish();
        }
        try (GrowingFile resumed = reopen(storage, file.toString(), 8)) {
            assertEquals(8, resumed.length());
        }
        assertEquals("one\ntwo\n", Files.readString(file));
    }

    @Test
    void whatAnObjectStoreIsGivenIsBounded() {
        int publications = 4000;
        byte[] lines = ("x".repeat(2047) + "\n").getBytes(StandardCharsets.UTF_8);
        long before = FaultyFileSystem.bytesPut();
        try (GrowingFile growing = GrowingFile.create(FaultyFileSystem.objectStore(), file.toString())) {
            for (int publication = 0; publication < publications; publication++) {
                growing.append(lines);
                growing.publish();
            }
        }
        long length = (long) publications * lines.length;
        long whileSmall = (1L << 20) / lines.length * (1L << 20); // an arithmetic series, twice
        long given = FaultyFileSystem.bytesPut() - before;
        assertTrue(given <= whileSmall + 12 * length, () -> given + " bytes for a file of " + length);
    }

    @Test
    void inAnObjectStoreWhoeverWasReplacedSpoilsNothing() throws IOException {
        Storage storage = FaultyFileSystem.objectStore();
        GrowingFile old = GrowingFile.create(storage, file.toString());
        append(old, "one\ntwo\n");
        old.publish();
        GrowingFile taken = reopen(storage, file.toString(), 8);
        append(taken, "3\n");
        taken.publish();
        append(old, "ghost\n");
        old.publish(); // it has passed the last check before it was replaced
        try (GrowingFile next = reopen(storage, file.toString(), 10)) { // and whoever replaced it ended
            append(next, "4\n");
        }
        assertEquals("one\ntwo\n3\n4\n", Files.readString(file));
    }

    @Test
    void inAnObjectStoreWhoeverKnowsThatItWasReplacedPutsNothing() throws IOException {
        Storage storage = FaultyFileSystem.objectStore();
        boolean[] replaced = {false};
        GrowingFile old = GrowingFile.reopen(storage, file.toString(), 0, () -> {
            if (replaced[0]) {
                throw new IllegalStateException("replaced");
            }
        });
        append(old, "one\n");
        old.publish();
        replaced[0] = true;
        append(old, "ghost\n");
        assertThrows(IllegalStateException.class, old::publish);
        assertThrows(IllegalStateException.class, old::close);
        assertEquals("one\n", Files.readString(file));
    }

    @Test
    void aFileThatAnEarlierVersionLeftInAnObjectStoreIsKept() throws IOException {
        Files.writeString(file, "one\ntwo\nthree\n");
        try (GrowingFile growing = reopen(FaultyFileSystem.objectStore(), file.toString(), 8)) {
            assertEquals(8, growing.length());
        }
        assertEquals("one\ntwo\n", Files.readString(file));
    }

    private static GrowingFile reopen(Storage storage, String path, long kept) {
        return GrowingFile.reopen(storage, path, kept, () -> {});
    }

    /** The file and its parts. */
    private static void copy(Path from, Path to) throws IOException {
        for (String name : List.of("metrics.jsonl", "metrics.jsonl.parts")) {
            try (var files = Files.walk(from.resolve(name))) {
                for (Path source : files.toList()) {
                    Path target = to.resolve(from.relativize(source));
                    Files.createDirectories(target.getParent());
                    Files.copy(source, target);
                }
            }
        }
    }

    private static void append(GrowingFile growing, String text) {
        growing.append(text.getBytes(StandardCharsets.UTF_8));
    }
}
