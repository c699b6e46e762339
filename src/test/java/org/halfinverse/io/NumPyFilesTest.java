package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What NumPy wrote has the values that NumPy gives it. {@code scripts/dev/numpy-files} writes the files; with
 * {@code --all} many more, of which {@code -Dhig.numpy} names the directory.
 */
class NumPyFilesTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final String DIRECTORY = System.getProperty("hig.numpy", "src/test/resources/numpy");

    @Test
    void everyArrayHasTheValuesThatNumPyGivesIt() {
        List<String> names = names();
        assertTrue(names.size() > 80, names.size() + " arrays");
        for (String name : names) {
            NpzArray expected = NpzArray.open(STORAGE, path("expected.npz"), name);
            StoredArray array = open(name);
            assertEquals(expected.shape(), array.shape(), name);
            int rows = (int) array.rows();
            double[] numbers = expected.readRows(0, rows);
            assertArrayEquals(bits(numbers), bits(array.readRows(0, rows)), name);
            if (rows > 2) {
                int width = (int) array.rowLength();
                assertArrayEquals(
                        bits(Arrays.copyOfRange(numbers, width, 3 * width)), bits(array.readRows(1, 2)), name);
            }
        }
    }

    private static StoredArray open(String name) {
        int member = name.indexOf('/');
        return member < 0
                ? NpyArray.open(STORAGE, path(name))
                : NpzArray.open(STORAGE, path(name.substring(0, member)), name.substring(member + 1));
    }

    private static List<String> names() {
        try (NpzReader reader = NpzReader.open(STORAGE, path("expected.npz"))) {
            return reader.arrays();
        }
    }

    /** Which tell zeros and infinities apart; that a number is none has many forms. */
    private static long[] bits(double[] numbers) {
        return Arrays.stream(numbers).mapToLong(Double::doubleToLongBits).toArray();
    }

    private static String path(String file) {
        return Path.of(DIRECTORY, file).toString();
    }
}
