package org.halfinverse.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.halfinverse.io.FaultyFileSystem;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointWriterTest {
    private static final CheckpointWriter.Schedule EVERY_STEP = new CheckpointWriter.Schedule(OptionalLong.of(1), 0);
    private static final CheckpointWriter.Schedule NEVER = new CheckpointWriter.Schedule(OptionalLong.empty(), 0);

    @TempDir
    private Path home;

    @AfterEach
    void emptyTheDisk() {
        FaultyFileSystem.empty();
    }

    @ParameterizedTest
    @CsvSource({
        "5, 0, 4, 0, 1e9, false",
        "5, 0, 5, 0, 0, true",
        "5, 0, 7, 4, 0, true", // steps while another one was being written
        "5, 0, 9, 5, 0, false",
        ", 60, 3, 2, 59, false",
        ", 60, 3, 2, 60, true",
        "5, 60, 3, 2, 60, true",
        ", 0, 3, 2, 1e9, false"
    })
    void aCheckpointIsDueAtMultiplesOfStepsOrAfterATime(
            Long steps, double seconds, long step, long last, double since, boolean due) {
        OptionalLong every = steps == null ? OptionalLong.empty() : OptionalLong.of(steps);
        assertEquals(due, new CheckpointWriter.Schedule(every, seconds).isDue(step, last, since));
    }

    @Test
    void theLastStepIsWrittenInTheEndThoughNoneWasDue() {
        CheckpointDirectory directory = directory(new Storage(Map.of()));
        try (CheckpointWriter writer = writer(directory, NEVER)) {
            writer.offer(Checkpoints.after(1));
            writer.offer(Checkpoints.after(2));
            assertTrue(directory.isEmpty());
        }
        assertEquals(2, newest(directory));
    }

    @Test
    void whatItReliesOnIsOnStorageFirst() {
        AtomicInteger published = new AtomicInteger();
        CheckpointDirectory directory = directory(new Storage(Map.of()));
        Runnable publish = () -> {
            assertTrue(directory.isEmpty());
            published.incrementAndGet();
        };
        try (CheckpointWriter writer =
                new CheckpointWriter(directory, Checkpoints.IDENTITY, NEVER, 0, publish, step -> {})) {
            writer.offer(Checkpoints.after(1));
        }
        assertEquals(1, published.get());
        assertFalse(directory.isEmpty());
    }

    @Test
    void inAHurryTheLatestStepIsWrittenAtOnceAndOnlyOnce() {
        AtomicInteger written = new AtomicInteger();
        CheckpointDirectory directory = directory(new Storage(Map.of()));
        try (CheckpointWriter writer =
                new CheckpointWriter(directory, Checkpoints.IDENTITY, NEVER, 0, written::incrementAndGet, step -> {})) {
            writer.hurry(); // nothing yet
            writer.offer(Checkpoints.after(1));
            writer.hurry();
            writer.finish();
            assertEquals(1, newest(directory));
        }
        assertEquals(1, written.get());
    }

    @Test
    void aFailureIsNoReasonToEndTheTrainingAndTheNextOneIsTried() {
        CheckpointDirectory directory = directory(FaultyFileSystem.storage());
        try (CheckpointWriter writer = writer(directory, EVERY_STEP)) {
            FaultyFileSystem.fill(path -> path.endsWith("theta.npy"));
            writer.offer(Checkpoints.after(1));
            writer.finish();
            assertTrue(directory.isEmpty());
            FaultyFileSystem.empty();
            writer.offer(Checkpoints.after(2));
        }
        assertEquals(2, newest(directory));
    }

    @Test
    void aDriverThatWasReplacedIsToldAtItsNextStep() {
        CheckpointDirectory directory = directory(new Storage(Map.of()));
        try (CheckpointWriter writer = writer(directory, EVERY_STEP)) {
            CheckpointDirectory other = directory(new Storage(Map.of()));
            writer.offer(Checkpoints.after(1));
            writer.finish();
            assertThrows(ReplacedException.class, () -> writer.offer(Checkpoints.after(2)));
            assertTrue(other.isEmpty());
        }
    }

    @Test
    void aTrainingThatGoesOnWritesNoStepThatIsWrittenAlready() {
        AtomicInteger written = new AtomicInteger();
        CheckpointDirectory directory = directory(new Storage(Map.of()));
        try (CheckpointWriter writer = new CheckpointWriter(
                directory, Checkpoints.IDENTITY, EVERY_STEP, 7, written::incrementAndGet, step -> {})) {
            writer.finish();
        }
        assertEquals(0, written.get());
    }

    private CheckpointDirectory directory(Storage storage) {
        CheckpointDirectory directory = new CheckpointDirectory(storage, home.toString(), 3);
        directory.takeOver();
        return directory;
    }

    private static CheckpointWriter writer(CheckpointDirectory directory, CheckpointWriter.Schedule schedule) {
        return new CheckpointWriter(directory, Checkpoints.IDENTITY, schedule, 0, () -> {}, step -> {});
    }

    private static long newest(CheckpointDirectory directory) {
        return directory
                .newest(Checkpoints.PARAMETERS, same -> {}, (path, why) -> {})
                .orElseThrow()
                .step();
    }
}
