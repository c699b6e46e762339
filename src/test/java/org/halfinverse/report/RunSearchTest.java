package org.halfinverse.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.io.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSearchTest {
    @TempDir
    private Path directory;

    @Test
    void aDirectoryStandsForTheRunsInItEachOnce() throws IOException {
        SampleRun.begun(directory.resolve("sweep/b"), "hig");
        SampleRun.begun(directory.resolve("sweep/a"), "hig");
        SampleRun.begun(directory.resolve("sweep/a/checkpoints"), "hig");
        Files.createDirectories(directory.resolve("sweep/figures"));
        String sweep = directory.resolve("sweep").toString();
        assertEquals(List.of(sweep + "/a", sweep + "/b"), find(sweep + "/", sweep + "/b"));
    }

    @Test
    void aPathThatIsNotThereOrAFileIsNamed() throws IOException {
        String missing = directory.resolve("none").toString();
        assertEquals(
                missing + " cannot be read: no such directory",
                assertThrows(DataException.class, () -> find(missing)).getMessage());
        Path file = Files.writeString(directory.resolve("file"), "");
        assertEquals(
                file + " is a file, but a directory is needed",
                assertThrows(DataException.class, () -> find(file.toString())).getMessage());
    }

    @Test
    void noRunsAreAMistakeOfTheUser() {
        assertThrows(ConfigurationException.class, () -> find(directory.toString()));
    }

    @Test
    void namesTakeAsMuchOfThePathAsTheyNeed() {
        assertEquals(List.of("hig", "adam"), RunSearch.labels(List.of("file:/x/hig", "file:/x/adam")));
        assertEquals(List.of("a/run", "b/run", "c"), RunSearch.labels(List.of("/x/a/run", "/x/b/run", "/x/c")));
    }

    private static List<String> find(String... paths) {
        return RunSearch.find(SampleRun.STORAGE, List.of(paths));
    }
}
