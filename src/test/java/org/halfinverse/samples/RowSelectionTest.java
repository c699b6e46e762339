package org.halfinverse.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.halfinverse.io.Fingerprint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSelectionTest {
    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "2, 1", "10, 2", "1000, 0", "4096, 4095", "4097, 1", "20000, 4000", "20000, 19999"})
    void everyRowIsInOneOfTheTwo(long rows, long chosen) {
        RowSelection selection = RowSelection.random(rows, chosen, 7);
        RowSelection others = selection.complement();
        assertEquals(chosen, selection.size());
        assertEquals(rows - chosen, others.size());
        long before = 0;
        for (long row = 0; row < rows; row++) {
            assertNotEquals(selection.contains(row), others.contains(row));
            boolean looked = row % 13 == 0 || row > rows - 5;
            if (looked && selection.contains(row)) {
                assertEquals(row, selection.select(before));
            } else if (looked) {
                assertEquals(row, others.select(row - before));
            }
            before += selection.contains(row) ? 1 : 0;
            if (row % 97 == 0 || row > rows - 5) {
                assertEquals(before, selection.rank(row + 1));
                assertEquals(row + 1 - before, others.rank(row + 1));
            }
        }
        assertEquals(chosen, before);
    }

    @Test
    void positionsAreThoseOfTheSelectedRows() {
        RowSelection selection = RowSelection.random(10_000, 3000, 1);
        long[] all = LongStream.range(0, 10_000).filter(selection::contains).toArray();
        assertArrayEquals(
                LongStream.of(all).filter(row -> row >= 4000 && row < 4500).toArray(),
                IntStream.of(selection.positions(4000, 500))
                        .mapToLong(i -> 4000 + i)
                        .toArray());
    }

    @Test
    void theSeedChooses() {
        assertArrayEquals(rows(1), rows(1));
        assertFalse(Arrays.equals(rows(1), rows(2)));
        assertEquals(fingerprint(RowSelection.random(1000, 200, 1)), fingerprint(RowSelection.random(1000, 200, 1)));
        Set<String> fingerprints = new HashSet<>();
        fingerprints.add(fingerprint(RowSelection.random(1000, 200, 1)));
        fingerprints.add(fingerprint(RowSelection.random(1000, 200, 1).complement()));
        fingerprints.add(fingerprint(RowSelection.random(1000, 200, 2)));
        fingerprints.add(fingerprint(RowSelection.random(1000, 201, 1)));
        fingerprints.add(fingerprint(RowSelection.random(1001, 200, 1)));
        assertEquals(5, fingerprints.size());
    }

    /** Part of the meaning of every seed. */
    @Test
    void theseRowsAreChosenForEver() {
        RowSelection selection = RowSelection.random(20, 6, 1);
        assertArrayEquals(
                new long[] {0, 3, 7, 12, 14, 17},
                LongStream.range(0, 6).map(selection::select).toArray());
    }

    /** χ² of the chosen rows in 100 equal parts: 99 degrees of freedom, exceeds 160 once in ten thousand seeds. */
    @Test
    void rowsAreChosenEvenly() {
        RowSelection selection = RowSelection.random(100_000, 20_000, 5);
        double chiSquared = 0;
        for (int part = 0; part < 100; part++) {
            double deviation = selection.rank(1000L * (part + 1)) - selection.rank(1000L * part) - 200;
            chiSquared += deviation * deviation / (200 * 0.8);
        }
        assertTrue(chiSquared < 160 && chiSquared > 50, "χ² = " + chiSquared);
    }

    /** About a second; the limit is for machines that do other things. */
    @Test
    void tenMillionRowsTakeNoTime() {
        RowSelection selection =
                assertTimeout(Duration.ofSeconds(30), () -> RowSelection.random(10_000_000, 1_000_000, 1));
        assertEquals(999_999, selection.rank(selection.select(999_999)));
        assertEquals(1_000_000, selection.rank(10_000_000));
    }

    @Test
    void refusesWhatIsNotThere() {
        RowSelection selection = RowSelection.random(10, 2, 1);
        assertThrows(IndexOutOfBoundsException.class, () -> selection.select(2));
        assertThrows(IndexOutOfBoundsException.class, () -> selection.select(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> selection.contains(10));
        assertThrows(IndexOutOfBoundsException.class, () -> selection.rank(11));
        assertThrows(IllegalArgumentException.class, () -> RowSelection.random(10, 11, 1));
        assertThrows(IllegalArgumentException.class, () -> RowSelection.random(0, 0, 1));
    }

    private static long[] rows(long seed) {
        RowSelection selection = RowSelection.random(1000, 200, seed);
        return LongStream.range(0, 200).map(selection::select).toArray();
    }

    private static String fingerprint(RowSelection selection) {
        return selection.addTo(new Fingerprint()).hex();
    }
}
