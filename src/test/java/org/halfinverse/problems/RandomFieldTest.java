package org.halfinverse.problems;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomFieldTest {
    private static final int DRAWS = 4000;

    @ParameterizedTest
    @CsvSource({"6, 1, 0", "6, 1, 2", "4, 2, 0", "4, 2, 1.5"})
    void hasTheMeanSquareAskedFor(int points, int dimensions, double decay) {
        DirichletGrid grid = DirichletGrid.unit(points, dimensions);
        RandomField law = new RandomField(grid, grid.powerLaw(decay), 3);
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            double[] field = draw(law, i, grid.size(), 0);
            for (double value : field) {
                sum += value * value / field.length;
            }
        }
        // One mode's square has a standard deviation of √2: at worst √2/√4000 = 0.022 of the mean; four of that.
        assertEquals(9, sum / DRAWS, 9 * 0.09);
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "3, 2"})
    void isMadeOfItsModes(int points, int dimensions) {
        DirichletGrid grid = DirichletGrid.unit(points, dimensions);
        for (int mode = 0; mode < grid.size(); mode++) {
            double[] spectrum = new double[grid.size()];
            spectrum[mode] = 0.1;
            double[] field = draw(new RandomField(grid, spectrum, 1), 7, grid.size(), 0);
            // a = √size from the scaling, and the first normal numbers go to the modes in turn.
            CounterRandom random = CounterRandom.of(5, Stream.TRAINING_SAMPLES, 7);
            double coefficient = Math.sqrt(grid.size());
            for (int skipped = 0; skipped < mode; skipped++) {
                random.nextGaussian();
            }
            coefficient *= random.nextGaussian();
            double[] modes = grid.modes();
            for (int at = 0; at < field.length; at++) {
                double expected = coefficient * modes[at % points * points + mode % points];
                if (dimensions == 2) {
                    expected *= modes[at / points * points + mode / points];
                }
                assertEquals(expected, field[at], 1e-14); // a few products of a few units
            }
        }
    }

    @Test
    void isWrittenWhereItIsAskedFor() {
        DirichletGrid grid = DirichletGrid.unit(4, 1);
        RandomField law = new RandomField(grid, grid.powerLaw(1), 1);
        double[] plain = draw(law, 3, 4, 0);
        double[] shifted = draw(law, 3, 9, 2);
        for (int at = 0; at < shifted.length; at++) {
            assertEquals(at >= 2 && at < 6 ? plain[at - 2] : 0, shifted[at]);
        }
    }

    private static double[] draw(RandomField law, int item, int length, int offset) {
        double[] target = new double[length];
        law.draw(CounterRandom.of(5, Stream.TRAINING_SAMPLES, item), target, offset);
        return target;
    }
}
