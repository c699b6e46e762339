package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.halfinverse.io.FullFileSystem;
import org.halfinverse.io.FullFileSystem.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A disk that becomes full: one sentence, exit code 4, and what is there is good for going on. */
class FullDiskTest {
    @TempDir
    private Path directory;

    private ToyRun toy;

    @BeforeEach
    void configure() {
        FullFileSystem.register();
        toy = ToyRun.in(
                directory,
                "training.max-epochs = 3",
                "execution.mode = driver",
                "output { checkpoint-every = 1, trace-parameters = true, tensorboard = true, keep-best = true }");
    }

    @AfterEach
    void empty() {
        FullFileSystem.unregister();
    }

    static Stream<Arguments> phases() {
        return inEveryWay(
                "config.conf 0",
                "metrics.jsonl 0",
                "metrics.jsonl 6",
                "/checkpoints/ 0",
                "events.out.tfevents 0",
                "events.out.tfevents 9",
                "trace/theta-00000005.npy 0",
                "model/parameters.npy 0",
                "model/weights.npz 3",
                "model/network.onnx 0",
                "model/model.json 0");
    }

    /** All but the first write of each, and the best parameters alone. */
    static Stream<Arguments> checkpoints() {
        return inEveryWay("/checkpoints/ 1", "best.npy 0");
    }

    private static Stream<Arguments> inEveryWay(String... phases) {
        return Stream.of(phases).flatMap(phase -> Stream.of(Failure.values()).map(how -> Arguments.of(phase, how)));
    }

    private static void fill(String phase, Failure how) {
        String part = phase.split(" ", 2)[0];
        FullFileSystem.fill(
                path -> path.contains(part) || isDraftOf(part, path), Integer.parseInt(phase.split(" ", 2)[1]), how);
    }

    @ParameterizedTest
    @MethodSource("phases")
    void atWhateverFileOfARunItIsFullTheRunGoesOnToTheSameBits(String phase, Failure how) throws IOException {
        String run = "full:" + toy.directory();
        fill(phase, how);
        Command full = toy.hig("train", "--output", run, "--quiet");
        assertEquals(4, full.exitCode(), full.err());
        assertEquals(
                1,
                full.err().lines().filter(line -> !line.startsWith("warning: ")).count(),
                full.err());
        assertTrue(full.err().contains("No space left on device"), full.err());
        FullFileSystem.empty();
        toy.hig("train", "--output", run, "--resume", "--quiet").succeeded();
        toy.hig("train", "--output", directory.resolve("undisturbed").toString(), "--quiet")
                .succeeded();
        assertArrayEquals(
                Files.readAllBytes(directory.resolve("undisturbed/model/parameters.npy")),
                Files.readAllBytes(toy.file("model/parameters.npy")));
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void theLastGoodCheckpointIsGoneOnFromWhereLaterOnesFoundNoSpace(String phase, Failure how) throws IOException {
        String run = "full:" + toy.directory();
        toy.hig("train", "--output", run, "--quiet", "--set", "training.max-epochs=1")
                .succeeded();
        fill(phase, how);
        Command full = toy.hig("train", "--output", run, "--quiet", "--resume");
        assertEquals(4, full.exitCode(), full.err());
        assertTrue(full.err().contains("hig: the last checkpoint is missing: "), full.err());
        FullFileSystem.empty();
        Command again = toy.hig("train", "--output", run, "--resume").succeeded();
        assertTrue(again.err().contains("going on after step 3"), again.err());
        toy.hig("train", "--output", directory.resolve("undisturbed").toString(), "--quiet")
                .succeeded();
        assertArrayEquals(
                Files.readAllBytes(directory.resolve("undisturbed/model/parameters.npy")),
                Files.readAllBytes(toy.file("model/parameters.npy")));
    }

    /** Files are written under another name, in the same directory, and renamed. */
    private static boolean isDraftOf(String part, String path) {
        int slash = part.lastIndexOf('/');
        return path.contains(part.substring(0, slash + 1) + "." + part.substring(slash + 1));
    }

    @ParameterizedTest
    @EnumSource
    void aReportThatCannotBeWritten(Failure how) {
        toy.hig("train", "--quiet").succeeded();
        FullFileSystem.fill(path -> path.contains("figures") || path.contains("report.html"), 3, how);
        Command.hig("report", toy.directory().toString(), "--output", "full:" + directory.resolve("report.html"))
                .refused(4, "No space left on device");
    }

    /** The log is written past Hadoop: to a device that is always full. */
    @Test
    void aLogThatCannotBeWrittenIsToldWhenAllElseIs() throws IOException {
        Files.createDirectory(toy.directory());
        Files.createSymbolicLink(toy.file("log.txt"), Path.of("/dev/full"));
        toy.hig("train", "--quiet").refused(4, "log.txt cannot be written: No space left on device");
        toy.hig("train", "--output", directory.resolve("undisturbed").toString(), "--quiet")
                .succeeded();
        assertArrayEquals(
                Files.readAllBytes(directory.resolve("undisturbed/model/parameters.npy")),
                Files.readAllBytes(toy.file("model/parameters.npy")));
    }
}
