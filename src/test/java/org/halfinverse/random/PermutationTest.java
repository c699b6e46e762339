package org.halfinverse.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 16, 17, 255, 256, 257, 1000, 65536, 65537})
    void visitsEachElementOnce(int size) {
        long[] elements = elements(permutation(size, 0), size);
        Arrays.sort(elements);
        assertArrayEquals(LongStream.range(0, size).toArray(), elements);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 16, 17, 255, 256, 257, 1000, 65537, (1L << 40) + 1, 1L << 62})
    void positionIsTheInverseOfElement(long size) {
        Permutation permutation = permutation(size, 1);
        for (long at = 0; at < size; at += Math.max(1, size / 300)) {
            assertEquals(at, permutation.position(permutation.element(at)));
            assertEquals(at, permutation.element(permutation.position(at)));
            assertTrue(0 <= permutation.element(at) && permutation.element(at) < size);
        }
    }

    @Test
    void isDeterminedByItsGenerator() {
        assertArrayEquals(elements(permutation(1000, 5), 1000), elements(permutation(1000, 5), 1000));
        assertFalse(Arrays.equals(elements(permutation(1000, 5), 1000), elements(permutation(1000, 6), 1000)));
    }

    @Test
    void reachesEveryOrderOfThreeElements() {
        Set<String> orders = LongStream.range(0, 200)
                .mapToObj(key -> Arrays.toString(elements(permutation(3, key), 3)))
                .collect(Collectors.toSet());
        assertEquals(6, orders.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 10, 11, Long.MIN_VALUE, Long.MAX_VALUE})
    void refusesWhatIsOutOfRange(long value) {
        Permutation permutation = permutation(10, 0);
        assertThrows(IndexOutOfBoundsException.class, () -> permutation.element(value));
        assertThrows(IndexOutOfBoundsException.class, () -> permutation.position(value));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void refusesToBeEmpty(long size) {
        assertThrows(IllegalArgumentException.class, () -> permutation(size, 0));
    }

    private static Permutation permutation(long size, long key) {
        return new Permutation(size, CounterRandom.of(3, Stream.SHUFFLING, key));
    }

    private static long[] elements(Permutation permutation, int size) {
        return LongStream.range(0, size).map(permutation::element).toArray();
    }
}
