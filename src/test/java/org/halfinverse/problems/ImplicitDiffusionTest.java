package org.halfinverse.problems;

import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImplicitDiffusionTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 0.5", "2, 3, 0.1", "9, 1, 2", "9, 5, 40"})
    void solvesItsTridiagonalSystem(int points, int width, double ratio) {
        double[] right = gaussian(1, (points + 2) * width);
        double[] solution = right.clone();
        new ImplicitDiffusion(points, ratio).solve(width, solution);
        for (int at = 0; at < solution.length; at++) {
            int j = at / width;
            if (j == 0 || j > points) {
                assertEquals(right[at], solution[at], "the boundary is left alone");
                continue;
            }
            double left = j > 1 ? solution[at - width] : 0;
            double next = j < points ? solution[at + width] : 0;
            // Rounding of a few units times the largest entry of the matrix, 1 + 2r.
            assertEquals(right[at], (1 + 2 * ratio) * solution[at] - ratio * (left + next), 1e-13);
        }
    }
}
