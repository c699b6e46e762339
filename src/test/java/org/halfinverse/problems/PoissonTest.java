package org.halfinverse.problems;

import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.halfinverse.linalg.SymmetricEigen;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.Simulator;
import org.halfinverse.physics.SimulatorChecks;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoissonTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "8, 1", "5, 0.5"})
    void hasTheEigenvaluesOfTheFivePointLaplacian(int points, double spacing) {
        int size = points * points;
        double[] expected = new double[size];
        for (int i = 1; i <= points; i++) {
            for (int j = 1; j <= points; j++) {
                double along = Math.cos(i * Math.PI / (points + 1)) + Math.cos(j * Math.PI / (points + 1));
                expected[(i - 1) * points + j - 1] = -(4 - 2 * along) / (spacing * spacing);
            }
        }
        Arrays.sort(expected);
        double[] s =
                new Poisson(points, spacing, 3).simulator().constantJacobian().orElseThrow();
        double[] eigenvalues = SymmetricEigen.of(size, s).eigenvalues();
        Arrays.sort(eigenvalues);
        // Backward stability: ε times the norm, at most 8/h², and a small multiple of the size.
        assertArrayEquals(expected, eigenvalues, 1e-13 / (spacing * spacing));
    }

    @Test
    void addsTheNeighboursAndTakesTheCentreFourTimes() {
        double[] field = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        double[] y = new double[9];
        new Poisson(3, 0.5, 3).simulator().simulate(1, new double[0], field, y);
        // By hand, zeros outside: 2 + 4 − 4, 1 + 3 + 5 − 8, …, each times 1/h² = 4.
        assertArrayEquals(new double[] {8, 4, -16, -12, 0, -28, -64, -44, -88}, y);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void allPassesAreConsistent(int points) {
        SimulatorChecks.assertConsistent(new Poisson(points, 1, 3).simulator());
    }

    @Test
    void largeGridsAreAppliedWithoutTheirMatrix() {
        assertTrue(new Poisson(32, 1, 3).simulator().constantJacobian().isPresent());
        assertFalse(new Poisson(33, 1, 3).simulator().constantJacobian().isPresent());
        // Its 90,000 × 90,000 entries would not fit into an array.
        int points = 300;
        Simulator simulator = new Poisson(points, 1, 3).simulator();
        double[] field = gaussian(1, points * points);
        double[] other = gaussian(2, points * points);
        double[] y = new double[field.length];
        double[] pulled = new double[field.length];
        simulator.vectorJacobian(1, new double[0], field, y, outputs -> other, pulled);
        double forward = 0;
        double backward = 0;
        for (int at = 0; at < field.length; at++) {
            forward += y[at] * other[at];
            backward += field[at] * pulled[at];
        }
        assertEquals(forward, backward, 1e-9); // sums of 90,000 products of a few units
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 3})
    void targetIsTheInputTheLaplacianOfAFieldOfTheGivenDecay(double decay) {
        int points = 6;
        Poisson problem = new Poisson(points, 0.5, decay);
        double[] input = new double[points * points];
        double[] target = new double[points * points];
        double[] laplacian = new double[points * points];
        double squares = 0;
        double products = 0;
        int draws = 4000;
        for (int i = 0; i < draws; i++) {
            problem.drawInput(CounterRandom.of(1, Stream.TRAINING_SAMPLES, i), input);
            problem.deriveTarget(input, new double[0], target);
            assertArrayEquals(input, target);
            problem.simulator().simulate(1, new double[0], input, laplacian);
            squares += Vectors.dot(input, input) / input.length;
            products += Vectors.dot(input, laplacian) / input.length;
        }
        double expectedSquares = 0;
        double expectedProducts = 0;
        for (int k = 1; k <= points; k++) {
            for (int l = 1; l <= points; l++) {
                double along = Math.cos(k * Math.PI / (points + 1)) + Math.cos(l * Math.PI / (points + 1));
                double eigenvalue = -(4 - 2 * along) / 0.25;
                double power = Math.pow(eigenvalue * Math.pow(k * k + l * l, -decay / 2), 2);
                expectedSquares += power;
                expectedProducts += eigenvalue * power;
            }
        }
        // A mode's square has a standard deviation of √2: at worst √2/√4000 = 0.022 of the mean; four of that.
        assertEquals(1, squares / draws, 0.09);
        assertEquals(1, products / squares * expectedSquares / expectedProducts, 0.09);
        assertEquals(SquaredError.HALF, problem.loss());
    }

    @Test
    void refusesASpacingThatIsNotPositive() {
        assertThrows(IllegalArgumentException.class, () -> new Poisson(4, 0, 3));
    }
}
