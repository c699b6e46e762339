package org.halfinverse.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.halfinverse.Fuzzing;
import org.halfinverse.Mutations;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Fingerprint;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No damage to a checkpoint makes its reader do anything but read it or say what is wrong. */
class CheckpointFuzzTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final List<String> CONTENT = List.of(
            "manifest.json", "theta.npy", "optimizer-mean.npy", "optimizer-steps.npy", "optimizer-variance.npy");

    @TempDir
    private Path directory;

    @BeforeEach
    void write() {
        CheckpointFiles.write(STORAGE, directory.toString(), Checkpoints.after(5), Checkpoints.IDENTITY, () -> {});
    }

    @Test
    void damagedFiles() throws IOException {
        List<String> files =
                Stream.concat(CONTENT.stream(), Stream.of("SHA256SUMS")).toList();
        List<byte[]> good = contents(files);
        Fuzzing.run("checkpoint", Set.of(DataException.class), random -> {
            int damaged = random.nextInt(files.size());
            Path file = directory.resolve(files.get(damaged));
            Files.write(
                    file,
                    new Mutations(List.of(good.get(damaged), good.get(random.nextInt(good.size())))).next(random));
            try {
                read();
            } finally {
                Files.write(file, good.get(damaged));
            }
        });
    }

    /** What the checksums do not tell: files that were changed, and the checksums with them. */
    @Test
    void damagedFilesWithTheirChecksums() throws IOException {
        List<byte[]> good = contents(CONTENT);
        Fuzzing.run("checkpoint-sums", Set.of(DataException.class), random -> {
            int damaged = random.nextBoolean() ? 0 : random.nextInt(CONTENT.size());
            Path file = directory.resolve(CONTENT.get(damaged));
            Files.write(file, new Mutations(List.of(good.get(damaged))).next(random));
            writeSums();
            try {
                read();
            } finally {
                Files.write(file, good.get(damaged));
            }
        });
    }

    private void read() {
        CheckpointFiles.read(STORAGE, directory.toString(), Checkpoints.PARAMETERS, identity -> {
            identity.differences(Checkpoints.IDENTITY);
            identity.otherBuilds(Checkpoints.IDENTITY);
        });
    }

    private void writeSums() throws IOException {
        StringBuilder sums = new StringBuilder();
        for (String file : CONTENT) {
            sums.append(Fingerprint.ofContent(STORAGE, directory.resolve(file).toString()))
                    .append("  ")
                    .append(file)
                    .append('\n');
        }
        Files.writeString(directory.resolve("SHA256SUMS"), sums, StandardCharsets.US_ASCII);
    }

    private List<byte[]> contents(List<String> files) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (String file : files) {
            contents.add(Files.readAllBytes(directory.resolve(file)));
        }
        return contents;
    }
}
