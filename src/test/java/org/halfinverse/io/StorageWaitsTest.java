package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock stands still but where storage makes somebody wait. */
class StorageWaitsTest {
    private static final String PATH = "s3a://bucket/run";

    private final AtomicLong clock = new AtomicLong();
    private final StorageWaits waits = new StorageWaits(clock::get);
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void listen() {
        waits.tell(told::add);
    }

    @Test
    void aCallThatTakesLongIsToldEverMoreRarelyAndWhenItHasEnded() throws IOException {
        String result = waits.during(PATH, () -> {
            pass(200);
            return "answer";
        });
        assertEquals("answer", result);
        assertEquals(
                List.of(
                        "waiting for storage for 10 s: " + PATH,
                        "waiting for storage for 20 s: " + PATH,
                        "waiting for storage for 40 s: " + PATH,
                        "waiting for storage for 80 s: " + PATH,
                        "waiting for storage for 140 s: " + PATH,
                        "waiting for storage for 200 s: " + PATH,
                        "storage answers again after 200 s: " + PATH),
                told);
    }

    @Test
    void manyShortCallsAreNotSpokenOf() throws IOException {
        for (int call = 0; call < 5; call++) {
            waits.doing(PATH, () -> pass(9));
        }
        assertEquals(List.of(), told);
    }

    @Test
    void aCallWithinACallIsPartOfIt() throws IOException {
        waits.doing(PATH, () -> {
            pass(6);
            waits.doing("inner", () -> pass(6));
            pass(2);
        });
        assertEquals(
                List.of("waiting for storage for 10 s: " + PATH, "storage answers again after 14 s: " + PATH), told);
    }

    @Test
    void aCallThatFailsHasEnded() {
        IOException failure = new IOException("no");
        IOException thrown = assertThrows(
                IOException.class,
                () -> waits.doing(PATH, () -> {
                    pass(10);
                    throw failure;
                }));
        assertEquals(failure, thrown);
        pass(1000);
        assertEquals(2, told.size(), told::toString);
    }

    @Test
    void everyCallOfAFileSystemIsWatched(@TempDir Path directory) {
        Set<String> seen = new TreeSet<>();
        List<String> missed = new ArrayList<>();
        Storage storage = FaultyFileSystem.storage();
        FaultyFileSystem.show(call -> {
            seen.add(call);
            if (!StorageWaits.HERE.isUnderWay()) {
                missed.add(call);
            }
        });
        try {
            String some = directory.resolve("some").toString();
            String file = some + "/file";
            storage.createDirectory(some);
            storage.writeText(file, "text\n");
            storage.readText(file, 10);
            storage.readableLength(file);
            storage.list(some);
            storage.directories(some);
            storage.rename(file, some + "/other");
            try (GrowingFile growing = GrowingFile.create(storage, file)) {
                growing.append(new byte[1]);
            }
            storage.writeInPlace(file, output -> output.write(1));
            storage.delete(some);
        } finally {
            FaultyFileSystem.show(call -> {});
        }
        assertEquals(List.of(), missed);
        assertEquals(Set.of("create", "delete", "getFileStatus", "listStatus", "mkdirs", "open", "rename"), seen);
    }

    @Test
    void bytesThatAreSlowToComeAreWaitedFor() throws IOException {
        byte[] bytes = new byte[2];
        try (WatchedInput input = new WatchedInput(PATH, new FSDataInputStream(new SlowBytes()), waits)) {
            assertEquals(42, input.read());
            assertEquals(2, input.read(bytes, 0, 2));
            input.readFully(5, bytes);
            input.seek(9);
            assertEquals(9, input.getPos());
        }
        assertEquals(42, bytes[1]);
        assertEquals(
                3,
                told.stream().filter(sentence -> sentence.startsWith("waiting")).count(),
                told::toString);
    }

    /** Takes 11 seconds for some bytes, all 42. */
    private final class SlowBytes extends FSInputStream {
        private long position;

        @Override
        public int read() {
            byte[] one = new byte[1];
            read(one, 0, 1);
            return one[0];
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            pass(11);
            Arrays.fill(bytes, offset, offset + length, (byte) 42);
            position += length;
            return length;
        }

        @Override
        public void seek(long target) {
            position = target;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public boolean seekToNewSource(long target) {
            return false;
        }
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.addAndGet(1_000_000_000);
            waits.look();
        }
    }
}
