package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
        try (GrowingFile growing = GrowingFile.reopen(storage, file.toString(), 8)) {
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
            try (GrowingFile taken = GrowingFile.reopen(storage, file.toString(), 4)) {
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
        try (GrowingFile growing = GrowingFile.reopen(storage, file.toString(), 14)) {
            assertEquals(8, growing.length());
            append(growing, "four\n");
        }
        assertEquals("one\ntwo\nfour\n", Files.readString(file));
    }

    @Test
    void linesLongerThanABufferAreKeptWhole() throws IOException {
        String line = "x".repeat(100_000) + "\n";
        Files.writeString(file, line + line + "x".repeat(70_000));
        try (GrowingFile growing = GrowingFile.reopen(new Storage(Map.of()), file.toString(), 300_000)) {
            assertEquals(2L * line.length(), growing.length());
        }
        assertEquals(line + line, Files.readString(file));
    }

    @Test
    void whatWasCopiedIsFoundThoughTheProcessEndedBeforeItHadItsName() throws IOException {
        Files.writeString(directory.resolve(".metrics.jsonl.part"), "one\ntwo\n");
        try (GrowingFile growing = GrowingFile.reopen(new Storage(Map.of()), file.toString(), 4)) {
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

    private static void append(GrowingFile growing, String text) {
        growing.append(text.getBytes(StandardCharsets.UTF_8));
    }
}
