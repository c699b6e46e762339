package org.halfinverse.jacobian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnChoiceTest {
    @ParameterizedTest
    @CsvSource({"0.5, 10, 5", "0.25, 10, 3", "1e-9, 10, 1", "0.99, 1, 1", "0.1, 100000, 10000"})
    void takesAsManyColumnsAsItSaysEachOnce(double share, int columns, int expected) {
        ColumnChoice choice = new ColumnChoice(share, 1);
        assertEquals(expected, choice.count(columns));
        int[] chosen = choice.of(columns, 3);
        assertArrayEquals(Arrays.stream(chosen).distinct().sorted().toArray(), chosen);
        assertEquals(expected, chosen.length);
        assertEquals(0, Arrays.stream(chosen).filter(i -> i < 0 || i >= columns).count());
    }

    @Test
    void isAFunctionOfSeedAndStep() {
        int[] chosen = new ColumnChoice(0.3, 1).of(100, 7);
        assertArrayEquals(chosen, new ColumnChoice(0.3, 1).of(100, 7));
        assertFalse(Arrays.equals(chosen, new ColumnChoice(0.3, 1).of(100, 8)));
        assertFalse(Arrays.equals(chosen, new ColumnChoice(0.3, 2).of(100, 7)));
    }

    /** Each of 50 columns is among 20 of them 400 times in 1,000 steps; five standard deviations are 77. */
    @Test
    void takesEachColumnEquallyOften() {
        int[] often = new int[50];
        LongStream.range(0, 1000).forEach(step -> {
            for (int column : new ColumnChoice(0.4, 1).of(50, step)) {
                often[column]++;
            }
        });
        for (int times : often) {
            assertEquals(400, times, 77);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
    void refusesWhatIsNoShare(double share) {
        assertThrows(IllegalArgumentException.class, () -> new ColumnChoice(share, 1));
    }
}
