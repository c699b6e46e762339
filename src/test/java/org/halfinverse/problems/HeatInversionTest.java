package org.halfinverse.problems;

import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.halfinverse.linalg.SymmetricEigen;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.SimulatorChecks;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeatInversionTest {
    private static final double DIFFUSIVITY = 0.01;

    /** Sums of some dozen products of numbers of one unit, in two orders. */
    private static final double ROUNDING = 1e-13;

    @ParameterizedTest
    @CsvSource({"1, 1, 0.3", "1, 16, 1", "1, 32, 0.25", "2, 5, 1"})
    void isSymmetricWithExponentialsOfTheLaplaciansEigenvalues(int dimensions, int points, double time) {
        double[] s = matrix(dimensions, points, time);
        int size = dimensions == 1 ? points : points * points;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                assertEquals(s[i * size + j], s[j * size + i], ROUNDING);
            }
        }
        double[] expected = new double[size];
        for (int mode = 0; mode < size; mode++) {
            double k = mode % points + 1;
            double lambda = eigenvalue(k, points);
            if (dimensions == 2) {
                lambda += eigenvalue(mode / points + 1, points);
            }
            expected[mode] = Math.exp(-lambda * DIFFUSIVITY * time);
        }
        Arrays.sort(expected);
        double[] eigenvalues = SymmetricEigen.of(size, s).eigenvalues();
        Arrays.sort(eigenvalues);
        assertArrayEquals(expected, eigenvalues, ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"1, 16, 1, 8.6e4", "1, 32, 0.25, 5.1e4", "2, 8, 1.5, 9.2e3"})
    void isIllConditioned(int dimensions, int points, double time, double condition) {
        double[] s = matrix(dimensions, points, time);
        double[] eigenvalues =
                SymmetricEigen.of((int) Math.round(Math.sqrt(s.length)), s).eigenvalues();
        double ratio = eigenvalues[0] / eigenvalues[eigenvalues.length - 1];
        assertEquals(condition, ratio, 0.01 * condition); // two digits are given
    }

    @Test
    void isTheMatrixExponentialOfTheFivePointLaplacian() {
        int points = 4;
        double time = 0.8;
        double spacing = 1.0 / (points + 1);
        double[] laplacian =
                new Poisson(points, spacing, 3).simulator().constantJacobian().orElseThrow();
        assertArrayEquals(
                exponential(points * points, Vectors.scaled(DIFFUSIVITY * time, laplacian)),
                matrix(2, points, time),
                ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"1, 16", "2, 6"})
    void twoTimesInARowAreOneTwiceAsLong(int dimensions, int points) {
        int size = dimensions == 1 ? points : points * points;
        double[] field = gaussian(3, 2 * size);
        double[] once = diffused(new HeatInversion(dimensions, points, DIFFUSIVITY, 0.5, 1), field);
        double[] twice = diffused(new HeatInversion(dimensions, points, DIFFUSIVITY, 0.5, 1), once);
        double[] atOnce = diffused(new HeatInversion(dimensions, points, DIFFUSIVITY, 1, 1), field);
        assertArrayEquals(atOnce, twice, ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 9", "2, 4"})
    void allPassesAreConsistent(int dimensions, int points) {
        SimulatorChecks.assertConsistent(new HeatInversion(dimensions, points, DIFFUSIVITY, 1, 1).simulator());
    }

    @ParameterizedTest
    @CsvSource({"1, 10, 0.3", "2, 4, 0.3", "1, 10, 1e6"})
    void targetIsTheInputOfUnitMeanSquareHoweverLongItDiffused(int dimensions, int points, double time) {
        HeatInversion problem = new HeatInversion(dimensions, points, DIFFUSIVITY, time, 1);
        double[] input = new double[problem.inputSize()];
        double[] target = new double[problem.inputSize()];
        double meanSquare = 0;
        int draws = 2000;
        for (int i = 0; i < draws; i++) {
            problem.drawInput(CounterRandom.of(1, Stream.TRAINING_SAMPLES, i), input);
            problem.deriveTarget(input, new double[0], target);
            assertArrayEquals(input, target);
            meanSquare += Arrays.stream(input).map(x -> x * x).average().orElseThrow() / draws;
        }
        // One mode's square has a standard deviation of √2: at worst √2/√2000 = 0.03 of the mean; four of that.
        assertEquals(1, meanSquare, 0.13);
        assertEquals(SquaredError.HALF, problem.loss());
    }

    @Test
    void inputsAreSmootherTheLongerTheyDiffused() {
        assertTrue(roughness(2) < 0.7 * roughness(0.5));
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 0.01, 1", "3, 4, 0.01, 1", "1, 4, 0, 1", "1, 4, 0.01, 0", "1, 4, -1, -1", "1, 4, NaN, 1"})
    void refusesWhatIsOutOfRange(int dimensions, int points, double diffusivity, double time) {
        assertThrows(IllegalArgumentException.class, () -> new HeatInversion(dimensions, points, diffusivity, time, 1));
    }

    /** Of 300 inputs on a line: the mean square of differences of neighbours, relative to that of the values. */
    private static double roughness(double time) {
        HeatInversion problem = new HeatInversion(1, 12, DIFFUSIVITY, time, 0);
        double differences = 0;
        double squares = 0;
        double[] input = new double[12];
        for (int i = 0; i < 300; i++) {
            problem.drawInput(CounterRandom.of(1, Stream.TRAINING_SAMPLES, i), input);
            for (int j = 1; j < input.length; j++) {
                differences += (input[j] - input[j - 1]) * (input[j] - input[j - 1]);
                squares += input[j] * input[j];
            }
        }
        return differences / squares;
    }

    private static double eigenvalue(double k, int points) {
        return (2 - 2 * Math.cos(Math.PI * k / (points + 1))) * (points + 1) * (points + 1);
    }

    private static double[] matrix(int dimensions, int points, double time) {
        return new HeatInversion(dimensions, points, DIFFUSIVITY, time, 1)
                .simulator()
                .constantJacobian()
                .orElseThrow();
    }

    private static double[] diffused(HeatInversion problem, double[] fields) {
        double[] results = new double[fields.length];
        problem.simulator().simulate(fields.length / problem.inputSize(), new double[0], fields, results);
        return results;
    }

    /** By Taylor's series of the 2¹⁰-th part, squared ten times. */
    private static double[] exponential(int n, double[] a) {
        double[] part = Vectors.scaled(1.0 / 1024, a);
        double[] sum = identity(n);
        double[] term = identity(n);
        for (int order = 1; order <= 12; order++) {
            term = Vectors.scaled(1.0 / order, product(n, term, part));
            Vectors.addScaled(1, term, sum);
        }
        for (int squaring = 0; squaring < 10; squaring++) {
            sum = product(n, sum, sum);
        }
        return sum;
    }

    private static double[] identity(int n) {
        double[] identity = new double[n * n];
        for (int i = 0; i < n; i++) {
            identity[i * n + i] = 1;
        }
        return identity;
    }

    private static double[] product(int n, double[] a, double[] b) {
        double[] c = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < n; j++) {
                    c[i * n + j] += a[i * n + k] * b[k * n + j];
                }
            }
        }
        return c;
    }
}
