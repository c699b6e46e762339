package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DampedFilterTest {
    private static final Truncation ALL = new Truncation(0, true);

    @ParameterizedTest
    @CsvSource({"1, 1, 0.5", "2, 4, 0.25", "0.5, 0.75, 0.5", "4, 0.0625, 0.2490272373540856", "0, 1, 0"})
    void gainIsSigmaOverItsSquarePlusMu(double sigma, double mu, double gain) {
        assertEquals(gain, new DampedFilter(mu, ALL).gain(sigma), 0x1p-53); // the last rounding
    }

    @ParameterizedTest
    @CsvSource({"1e200, 1e-200", "1e-200, 1e-180"})
    void gainNeitherOverflowsNorVanishesWhereTheSquareOfSigmaWould(double sigma, double gain) {
        assertEquals(gain, new DampedFilter(1e-20, ALL).gain(sigma), 1e-15 * gain); // a few roundings
    }

    @Test
    void keepsWhatTheTruncationKeepsAndNeverZero() {
        double[] sigmas = {4, 1, 0.5, 0};
        assertEquals(3, new DampedFilter(1, ALL).rank(sigmas));
        assertEquals(2, new DampedFilter(1, new Truncation(0.6, false)).rank(sigmas));
        assertEquals(0, new DampedFilter(1, ALL).rank(new double[3]));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAnImpossibleMu(double mu) {
        assertThrows(IllegalArgumentException.class, () -> new DampedFilter(mu, ALL));
    }
}
