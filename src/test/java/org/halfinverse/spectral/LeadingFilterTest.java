package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeadingFilterTest {
    private static final double[] SIGMAS = {4, 1, 0.5, 0.25, 0};

    @ParameterizedTest
    @CsvSource({"1, 0, 1", "3, 0, 3", "4, 0, 4", "5, 0, 4", "1000, 0, 4", "3, 0.6, 2", "1, 5, 0"})
    void keepsTheFirstUnlessTheyAreZeroOrTruncated(int most, double tau, int rank) {
        assertEquals(rank, leading(most, new Truncation(tau, false)).rank(SIGMAS));
    }

    @Test
    void keepsNothingOfZero() {
        assertEquals(0, leading(2, new Truncation(0, true)).rank(new double[3]));
    }

    @Test
    void gainIsThatOfTheOtherFilter() {
        assertEquals(4, leading(2, new Truncation(0, true)).gain(0.25));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void refusesToKeepNothing(int most) {
        assertThrows(IllegalArgumentException.class, () -> leading(most, new Truncation(0, true)));
    }

    private static LeadingFilter leading(int most, Truncation truncation) {
        return new LeadingFilter(most, new PowerFilter(1, truncation));
    }
}
