package org.halfinverse.problems;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirichletGridTest {
    /** Sums of a dozen products of numbers below 1. */
    private static final double ROUNDING = 1e-14;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 12})
    void modesAreOrthonormal(int points) {
        double[] modes = DirichletGrid.unit(points, 1).modes();
        for (int k = 0; k < points; k++) {
            for (int l = 0; l < points; l++) {
                double product = 0;
                for (int j = 0; j < points; j++) {
                    product += modes[j * points + k] * modes[j * points + l];
                }
                assertEquals(k == l ? 1 : 0, product, ROUNDING);
            }
        }
    }

    @Test
    void modesAreEigenvectorsOfTheSecondDifference() {
        int points = 9;
        double h = 0.25;
        DirichletGrid grid = new DirichletGrid(points, 1, h);
        double[] modes = grid.modes();
        double[] eigenvalues = grid.eigenvalues();
        for (int k = 0; k < points; k++) {
            for (int j = 0; j < points; j++) {
                double left = j > 0 ? modes[(j - 1) * points + k] : 0;
                double right = j + 1 < points ? modes[(j + 1) * points + k] : 0;
                double own = modes[j * points + k];
                // The products are divided by h² = 1/16.
                assertEquals(-eigenvalues[k] * own, (left - 2 * own + right) / (h * h), 16 * ROUNDING);
            }
        }
    }

    @Test
    void eigenvaluesOfASquareAreSums() {
        double[] line = new DirichletGrid(3, 1, 0.5).eigenvalues();
        double[] square = new DirichletGrid(3, 2, 0.5).eigenvalues();
        assertEquals(9, square.length);
        for (int mode = 0; mode < 9; mode++) {
            assertEquals(line[mode / 3] + line[mode % 3], square[mode]);
        }
    }

    @Test
    void powerLawFallsWithTheWaveNumber() {
        assertArrayEquals(
                new double[] {1, 1.0 / 4, 1.0 / 9}, DirichletGrid.unit(3, 1).powerLaw(2), ROUNDING);
        double mixed = 1 / Math.sqrt(5);
        assertArrayEquals(
                new double[] {1 / Math.sqrt(2), mixed, mixed, 1 / Math.sqrt(8)},
                DirichletGrid.unit(2, 2).powerLaw(1),
                ROUNDING);
    }

    @Test
    void unitGridEndsAtOne() {
        assertEquals(0.1, DirichletGrid.unit(9, 2).spacing());
        assertEquals(1e-3, DirichletGrid.unit(999, 1).spacing());
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "3, 0, 1", "3, 3, 1", "3, 2, 0", "3, 2, NaN", "1025, 2, 1", "1025, 1, 1"})
    void refusesWhatIsNoGrid(int points, int dimensions, double spacing) {
        assertThrows(IllegalArgumentException.class, () -> new DirichletGrid(points, dimensions, spacing));
    }
}
