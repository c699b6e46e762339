package org.halfinverse.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.halfinverse.io.DataException;
import org.halfinverse.io.FaultyFileSystem;
import org.halfinverse.io.Fingerprint;
import org.halfinverse.io.Storage;
import org.halfinverse.optim.Adam;
import org.halfinverse.optim.SavedState;
import org.halfinverse.spectral.SolverTrust;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.Improvement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointDirectoryTest {
    private static final Storage STORAGE = new Storage(java.util.Map.of());

    @TempDir
    private Path home;

    private final List<String> damaged = new ArrayList<>();
    private CheckpointDirectory checkpoints;

    @BeforeEach
    void begin() {
        checkpoints = driver(STORAGE);
    }

    @AfterEach
    void emptyTheDisk() {
        FaultyFileSystem.empty();
    }

    @Test
    void whatIsReadIsWhatWasWrittenToTheLastBit() {
        checkpoints.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        List<RunIdentity> identities = new ArrayList<>();
        Checkpoint read = checkpoints
                .newest(Checkpoints.PARAMETERS, identities::add, (path, why) -> damaged.add(path))
                .orElseThrow();
        assertSame(Checkpoints.after(5), read);
        assertEquals(List.of(Checkpoints.IDENTITY), identities);
        assertEquals(List.of(), damaged);
    }

    /** A checkpoint of Adam as the first version of the format was written: files of runs that were paused are like it. */
    @Test
    void theFirstVersionOfTheFormatIsReadForGood() {
        String stored = Path.of("src/test/resources/checkpoint/format-1").toString();
        List<RunIdentity> identities = new ArrayList<>();
        Checkpoint read = CheckpointFiles.read(STORAGE, stored, Checkpoints.PARAMETERS, identities::add);
        assertSame(Checkpoints.after(5, SolverTrust.FULL, Improvement.NONE), read);
        assertEquals(List.of(Checkpoints.IDENTITY), identities);
        assertEquals(5, read.state(new Adam(1e-3, 0.9, 0.999, 1e-7)).optimizer().steps());
    }

    @Test
    void aStateMayHaveNoArraysAndNoEvaluationOrOneWithoutATest() {
        Checkpoint bare = new Checkpoint(
                new double[] {1, 2, 3},
                SavedState.NOTHING,
                1,
                2,
                0.5,
                Optional.empty(),
                SolverTrust.FULL,
                Improvement.NONE,
                0);
        checkpoints.write(bare, Checkpoints.IDENTITY);
        assertSame(bare, newest().orElseThrow());
        Optional<EvaluationRecord> untested =
                Optional.of(new EvaluationRecord(1, 1, 0.5, 0.25, OptionalDouble.empty()));
        Checkpoint evaluated = new Checkpoint(
                new double[] {1, 2, 3}, SavedState.NOTHING, 2, 2, 0.5, untested, SolverTrust.FULL, Improvement.NONE, 0);
        checkpoints.write(evaluated, Checkpoints.IDENTITY);
        assertSame(evaluated, newest().orElseThrow());
    }

    @Test
    void theLastFewStayAndTheNewestIsTaken() throws IOException {
        for (long step : new long[] {9, 10, 100, 1_000_000_000_000L}) {
            checkpoints.write(Checkpoints.after(step), Checkpoints.IDENTITY);
        }
        assertEquals(1_000_000_000_000L, newest().orElseThrow().step());
        assertEquals(List.of("step-000000010", "step-000000100", "step-1000000000000"), names());
    }

    @Test
    void thereIsNothingInAnEmptyDirectory() {
        assertTrue(checkpoints.isEmpty());
        assertTrue(newest().isEmpty());
    }

    /** Each file cut at every byte, and each byte of each file with one bit flipped. */
    @Test
    void aDamagedCheckpointIsNeverTakenWhereverTheDamageIs() throws IOException {
        checkpoints.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        checkpoints.write(Checkpoints.after(6), Checkpoints.IDENTITY);
        int damages = 0;
        for (Path file : files(home.resolve("step-000000006"))) {
            byte[] good = Files.readAllBytes(file);
            for (int position = 0; position < good.length; position++) {
                Files.write(file, Arrays.copyOf(good, position));
                assertRefused("cut at byte " + position + " of " + file);
                byte[] flipped = good.clone();
                flipped[position] ^= (byte) (1 << position % 8);
                Files.write(file, flipped);
                assertRefused("a flipped bit in byte " + position + " of " + file);
                damages += 2;
            }
            Files.delete(file);
            assertFallsBack("without " + file);
            Files.createDirectory(file);
            assertFallsBack("with a directory in the place of " + file);
            Files.delete(file);
            Files.write(file, good);
        }
        assertTrue(damages > 2000);
        assertEquals(6, newest().orElseThrow().step());
    }

    private void assertRefused(String damage) {
        String directory = home.resolve("step-000000006").toString();
        assertThrows(
                DataException.class,
                () -> CheckpointFiles.read(STORAGE, directory, Checkpoints.PARAMETERS, same -> {}),
                damage);
    }

    private void assertFallsBack(String damage) {
        damaged.clear();
        assertSame(Checkpoints.after(5), newest().orElseThrow());
        assertEquals(List.of(home.resolve("step-000000006").toString()), damaged, damage);
    }

    @Test
    void filesOfTwoCheckpointsDoNotMix() throws IOException {
        checkpoints.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        checkpoints.write(Checkpoints.after(6), Checkpoints.IDENTITY);
        for (Path file : files(home.resolve("step-000000006"))) {
            byte[] good = Files.readAllBytes(file);
            byte[] other = Files.readAllBytes(home.resolve("step-000000005").resolve(file.getFileName()));
            assertFalse(Arrays.equals(good, other), file.toString());
            Files.write(file, other);
            assertFallsBack("with the older " + file.getFileName());
            Files.write(file, good);
        }
    }

    @Test
    void aPauseOfTheSolverThatNoTrainingHasIsNotTaken() throws IOException {
        checkpoints.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        Path directory = home.resolve("step-000000005");
        Path manifest = directory.resolve("manifest.json");
        Path sums = directory.resolve("SHA256SUMS");
        String before = Fingerprint.ofContent(STORAGE, manifest.toString());
        Files.writeString(manifest, Files.readString(manifest).replace("\"pause\" : 8", "\"pause\" : 2048"));
        String after = Fingerprint.ofContent(STORAGE, manifest.toString());
        assertNotEquals(before, after);
        Files.writeString(sums, Files.readString(sums).replace(before, after));
        DataException failure = assertThrows(
                DataException.class,
                () -> CheckpointFiles.read(STORAGE, directory.toString(), Checkpoints.PARAMETERS, same -> {}));
        assertEquals(manifest + ": \"pause\" is not a pause of a solver", failure.getMessage());
    }

    @Test
    void whereNoneIsGoodItSaysSo() throws IOException {
        checkpoints.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        Files.delete(home.resolve("step-000000005/theta.npy"));
        DataException failure = assertThrows(DataException.class, this::newest);
        assertEquals(
                "all checkpoints in " + home + " are damaged (1): begin again with another --output",
                failure.getMessage());
    }

    @Test
    void aCheckpointOfAnotherNetworkIsNotRead() {
        checkpoints.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        assertThrows(DataException.class, () -> checkpoints.newest(4, same -> {}, (path, why) -> damaged.add(why)));
        assertEquals(1, damaged.size());
        assertTrue(damaged.get(0).endsWith("has shape (3,), but (4,) is needed"), damaged.get(0));
    }

    @Test
    void whatIsHalfWrittenIsNotSeenAndGoesWhenTheRunIsTakenOver() throws IOException {
        checkpoints.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        Path draft = Files.createDirectories(home.resolve(".driver-of-a-machine-that-is-gone/step-000000006"));
        Files.writeString(draft.resolve("theta.npy"), "half");
        assertEquals(5, newest().orElseThrow().step());
        driver(STORAGE);
        assertFalse(Files.exists(draft));
        assertEquals(5, newest().orElseThrow().step());
    }

    @Test
    void aDriverThatWasReplacedWritesNothingMore() throws IOException {
        CheckpointDirectory other = driver(STORAGE);
        ReplacedException refused = assertThrows(
                ReplacedException.class, () -> checkpoints.write(Checkpoints.after(5), Checkpoints.IDENTITY));
        assertTrue(refused.getMessage().startsWith("another driver has taken over the run in " + home));
        assertEquals(List.of(), names());
        other.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        assertThrows(ReplacedException.class, checkpoints::requireOwned);
    }

    /** Whenever it loses the run: before each file that it writes, and before the last check. */
    @ParameterizedTest
    @ValueSource(strings = {"theta.npy", "optimizer-mean.npy", "manifest.json", "SHA256SUMS"})
    void aDriverThatIsReplacedInTheMiddleOfACheckpointDoesNotCommitIt(String file) throws IOException {
        CheckpointDirectory slow = driver(FaultyFileSystem.storage());
        List<CheckpointDirectory> others = new ArrayList<>();
        FaultyFileSystem.fill(path -> {
            if (path.endsWith("/" + file) && others.isEmpty()) {
                others.add(new CheckpointDirectory(STORAGE, home.toString(), 3));
                others.get(0).takeOver();
            }
            return false;
        });
        assertThrows(ReplacedException.class, () -> slow.write(Checkpoints.after(5), Checkpoints.IDENTITY));
        assertEquals(List.of(), names());
        others.get(0).write(Checkpoints.after(4), Checkpoints.IDENTITY);
        assertEquals(List.of("step-000000004"), names());
    }

    /** The last one has passed the last check: its checksums come, and find no numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"theta.npy", "optimizer-mean.npy", "manifest.json", "SHA256SUMS"})
    void inAnObjectStoreADriverThatIsReplacedInTheMiddleOfACheckpointDoesNotCommitIt(String file) throws IOException {
        CheckpointDirectory slow = driver(FaultyFileSystem.objectStore());
        slow.write(Checkpoints.after(4), Checkpoints.IDENTITY);
        CheckpointDirectory other = new CheckpointDirectory(FaultyFileSystem.objectStore(), home.toString(), 3);
        List<List<String>> seen = new ArrayList<>();
        FaultyFileSystem.fill(path -> {
            if (path.endsWith("/" + file) && seen.isEmpty()) {
                seen.add(List.of());
                other.takeOver();
                seen.set(0, other.names());
                other.beginAfter(4);
            }
            return false;
        });
        assertThrows(ReplacedException.class, () -> slow.write(Checkpoints.after(5), Checkpoints.IDENTITY));
        assertEquals(seen.get(0), names());
        assertEquals(1, names().size());
        other.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        assertSame(Checkpoints.after(5), newest().orElseThrow());
    }

    @Test
    void inAnObjectStoreACheckpointCountsOnceItsChecksumsAreThere() throws IOException {
        CheckpointDirectory store = driver(FaultyFileSystem.objectStore());
        store.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        String name = names().get(0);
        assertTrue(name.matches("step-000000005-[0-9a-f]{8}"), name);
        assertEquals(List.of(name), store.names());
        Files.delete(home.resolve(name).resolve("SHA256SUMS"));
        assertTrue(store.isEmpty());
        assertEquals(
                Optional.empty(), store.newest(Checkpoints.PARAMETERS, same -> {}, (path, why) -> damaged.add(path)));
        assertEquals(List.of(), damaged);
        store.beginAfter(0);
        assertEquals(List.of(), names());
    }

    @Test
    void inAnObjectStoreTheLastFewStay() throws IOException {
        CheckpointDirectory store = driver(FaultyFileSystem.objectStore());
        for (long step : new long[] {9, 10, 100, 1_000_000_000_000L}) {
            store.write(Checkpoints.after(step), Checkpoints.IDENTITY);
        }
        assertEquals(
                List.of("step-000000010", "step-000000100", "step-1000000000000"),
                names().stream()
                        .map(name -> name.substring(0, name.lastIndexOf('-')))
                        .toList());
        assertEquals(1_000_000_000_000L, newest().orElseThrow().step());
    }

    @ParameterizedTest
    @ValueSource(strings = {"theta.npy", "optimizer-variance.npy", "manifest.json", "SHA256SUMS"})
    void aFullDiskLeavesTheOlderCheckpointsAndNothingElse(String file) throws IOException {
        CheckpointDirectory onFullDisk = driver(FaultyFileSystem.storage());
        onFullDisk.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        Predicate<String> full = path -> path.endsWith("/" + file);
        FaultyFileSystem.fill(full);
        DataException failure =
                assertThrows(DataException.class, () -> onFullDisk.write(Checkpoints.after(6), Checkpoints.IDENTITY));
        assertTrue(failure.getMessage().endsWith(file + " cannot be written: No space left on device"));
        assertEquals(List.of("step-000000005"), names());
        FaultyFileSystem.empty();
        onFullDisk.write(Checkpoints.after(7), Checkpoints.IDENTITY);
        assertEquals(7, newest().orElseThrow().step());
    }

    @Test
    void damagedOnesAreSetAsideWhenTheTrainingComesToTheirStepAgain() throws IOException {
        checkpoints.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        checkpoints.write(Checkpoints.after(8), Checkpoints.IDENTITY);
        Files.delete(home.resolve("step-000000008/manifest.json"));
        checkpoints.write(Checkpoints.after(6), Checkpoints.IDENTITY);
        assertEquals(List.of("damaged-step-000000008", "step-000000005", "step-000000006"), names());
        checkpoints.write(Checkpoints.after(8), Checkpoints.IDENTITY);
        assertEquals(8, newest().orElseThrow().step());
    }

    @Test
    void aDriverThatEndsLeavesTheCheckpointsOnly() throws IOException {
        checkpoints.write(Checkpoints.after(5), Checkpoints.IDENTITY);
        checkpoints.release();
        try (var all = Files.list(home)) {
            assertEquals(List.of(home.resolve("step-000000005")), all.toList());
        }
    }

    @Test
    void aDriverThatEndsBeforeItsFirstCheckpointLeavesNothing() {
        checkpoints.release();
        assertFalse(Files.exists(home));
    }

    private CheckpointDirectory driver(Storage storage) {
        CheckpointDirectory directory = new CheckpointDirectory(storage, home.toString(), 3);
        directory.takeOver();
        return directory;
    }

    private Optional<Checkpoint> newest() {
        return checkpoints.newest(Checkpoints.PARAMETERS, same -> {}, (path, why) -> damaged.add(path));
    }

    private List<String> names() throws IOException {
        return files(home).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> !name.startsWith("."))
                .toList();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static void assertSame(Checkpoint expected, Checkpoint actual) {
        assertArrayEquals(expected.theta(), actual.theta());
        assertEquals(
                expected.optimizer().arrays().keySet(),
                actual.optimizer().arrays().keySet());
        expected.optimizer()
                .arrays()
                .forEach((name, values) ->
                        assertArrayEquals(values, actual.optimizer().arrays().get(name)));
        assertEquals(expected.step(), actual.step());
        assertEquals(expected.samples(), actual.samples());
        assertEquals(expected.seconds(), actual.seconds());
        assertEquals(expected.evaluation(), actual.evaluation());
        assertEquals(expected.trust(), actual.trust());
        Improvement improvement = expected.improvement();
        assertEquals(improvement.lowest(), actual.improvement().lowest());
        assertEquals(improvement.stale(), actual.improvement().stale());
        assertEquals(improvement.reductions(), actual.improvement().reductions());
        assertEquals(improvement.staleSinceReduction(), actual.improvement().staleSinceReduction());
        assertEquals(
                improvement.best().map(Improvement.Best::step),
                actual.improvement().best().map(Improvement.Best::step));
        improvement.best().ifPresent(best -> {
            assertEquals(best.loss(), actual.improvement().best().orElseThrow().loss());
            assertArrayEquals(
                    best.theta(), actual.improvement().best().orElseThrow().theta());
        });
        assertEquals(expected.metricsBytes(), actual.metricsBytes());
        assertNotEquals(0, expected.theta().length);
    }
}
