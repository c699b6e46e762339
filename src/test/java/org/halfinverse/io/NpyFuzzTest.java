package org.halfinverse.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halfinverse.Fuzzing;
import org.halfinverse.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No damage to an array makes its readers do anything but read it or say what is wrong. */
class NpyFuzzTest {
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    @Test
    void damagedNpy() throws IOException {
        Mutations mutations = new Mutations(arrays());
        Path file = directory.resolve("a.npy");
        Fuzzing.run("npy", Set.of(DataException.class), random -> {
            Files.write(file, mutations.next(random));
            NpyArray array = NpyArray.open(STORAGE, file.toString());
            array.readAll();
            array.readRows(0, (int) Math.min(2, array.rows()));
        });
    }

    @Test
    void damagedNpz() throws IOException {
        byte[] x = arrays().get(0);
        byte[] y = arrays().get(1);
        Mutations mutations = new Mutations(List.of(
                NpzBytes.deflated(Map.of("inputs", x)),
                NpzBytes.deflated(Map.of("b0", y, "inputs", x)),
                NpzBytes.asNumPyStores("inputs", x),
                written("streamed-deflated.npz"),
                written("zip64-stored.npz"),
                written("foreign-deflated.npz")));
        Fuzzing.run("npz", Set.of(DataException.class), random -> readNpz(mutations.next(random)));
    }

    /** Behind the checksum of the archive. */
    @Test
    void damagedArraysInSoundNpz() throws IOException {
        Mutations mutations = new Mutations(arrays());
        Fuzzing.run("npz-arrays", Set.of(DataException.class), random -> {
            byte[] array = mutations.next(random);
            readNpz(
                    random.nextBoolean()
                            ? NpzBytes.deflated(Map.of("inputs", array))
                            : NpzBytes.asNumPyStores("inputs", array));
        });
    }

    private void readNpz(byte[] bytes) throws IOException {
        Path file = directory.resolve("a.npz");
        Files.write(file, bytes);
        StoredArray array = StoredArray.open(STORAGE, file.toString(), "inputs", "input", CsvOptions.NONE);
        array.readRows(0, (int) Math.min(2, array.rows()));
        NpzArchive.read(STORAGE, file.toString(), Map.of("inputs", List.of(3L, 2L)));
    }

    private static List<byte[]> arrays() throws IOException {
        return List.of(
                npy(new double[] {1, -2.5, 3, 1e-300, -0.0, Double.MAX_VALUE}, 3, 2),
                npy(new double[5], 5),
                npy(new double[300], 100, 3),
                npy(new double[] {7}),
                npy(new double[0], 0, 4),
                written("python2-1.npy"),
                written("fortran-3.npy"),
                written("two.npy"));
    }

    /** A file that NumPy wrote. */
    private static byte[] written(String name) throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources/numpy", name));
    }

    private static byte[] npy(double[] numbers, long... shape) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        NpyArray.write(output, numbers, shape);
        return output.toByteArray();
    }
}
