package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TruncationTest {
    @Test
    void keepsSigmaEqualToAnAbsoluteTau() {
        Truncation truncation = new Truncation(0.1, false);
        assertTrue(truncation.keeps(0.1, 1000));
        assertTrue(truncation.keeps(0.2, 1000));
        assertFalse(truncation.keeps(Math.nextDown(0.1), 1000));
    }

    @Test
    void dropsSigmaEqualToARelativeTau() {
        Truncation truncation = new Truncation(0.125, true);
        assertFalse(truncation.keeps(1, 8));
        assertFalse(truncation.keeps(0.5, 8));
        assertTrue(truncation.keeps(Math.nextUp(1.0), 8));
    }

    @Test
    void relativeTauOfOneDropsAll() {
        assertFalse(new Truncation(1, true).keeps(8, 8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void neverKeepsZero(boolean relative) {
        Truncation truncation = new Truncation(0, relative);
        assertFalse(truncation.keeps(0, 0));
        assertFalse(truncation.keeps(0, 1));
        assertTrue(truncation.keeps(Double.MIN_VALUE, 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesAnImpossibleTau(double tau) {
        assertThrows(IllegalArgumentException.class, () -> new Truncation(tau, true));
    }
}
