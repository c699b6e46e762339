package org.halfinverse.linalg;

import static org.halfinverse.TestVectors.EPSILON;
import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every symmetric eigendecomposition has to do. */
abstract class SymmetricEigenContract {
    /** A backward stable decomposition errs by a modest multiple of ε |A|; 600 rows are the largest here. */
    private static final double TOLERANCE = 300 * EPSILON;

    abstract SymmetricEigen decompose(int n, double[] a);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 65, 130})
    void reproducesTheMatrix(int n) {
        assertReproduced(n, symmetric(n));
    }

    /** A projection and a multiple of the unit matrix: half of the eigenvalues are 1, the others a thousandth. */
    @ParameterizedTest
    @ValueSource(ints = {20, 130})
    void reproducesAMatrixOfTwoEigenvalues(int n) {
        double[] vectors = decompose(n, symmetric(n)).vectors(0, n / 2);
        double[] a = new double[n * n];
        Gemm.multiplyTransposedB(n, n, n / 2, vectors, 0, vectors, 0, 0, a);
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                a[j * n + i] = a[i * n + j];
            }
            a[i * n + i] += 1e-3;
        }
        assertReproduced(n, a);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 130})
    void givesSomeEigenvectors(int n) {
        SymmetricEigen eigen = decompose(n, symmetric(n));
        int first = n / 3;
        int count = n - first - n / 4;
        double[] vectors = eigen.vectors(first, count);
        for (int k = 0; k < count; k++) {
            double[] unit = new double[n];
            unit[first + k] = 1;
            int column = k;
            double[] vector = new double[n];
            Arrays.setAll(vector, i -> vectors[i * count + column]);
            assertArrayEquals(eigen.combine(unit), vector, TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 130})
    void givesTheCoordinatesOfSeveralVectorsAsThoseOfEach(int n) {
        SymmetricEigen eigen = decompose(n, symmetric(n));
        int count = 3;
        double[] x = gaussian(1, n * count);
        double[] together = eigen.coordinates(count, x.clone());
        for (int k = 0; k < count; k++) {
            double[] vector = new double[n];
            double[] expected = new double[n];
            for (int i = 0; i < n; i++) {
                vector[i] = x[i * count + k];
                expected[i] = together[i * count + k];
            }
            assertArrayEquals(expected, eigen.coordinates(vector), TOLERANCE * n);
        }
    }

    private void assertReproduced(int n, double[] a) {
        SymmetricEigen eigen = decompose(n, a.clone());
        double[] lambdas = eigen.eigenvalues();
        double norm = Math.max(Math.abs(lambdas[0]), Math.abs(lambdas[n - 1]));
        for (int j = 0; j < n; j++) {
            double[] unit = new double[n];
            unit[j] = 1;
            double[] coordinates = eigen.coordinates(unit);
            assertArrayEquals(unit, eigen.combine(coordinates), TOLERANCE);
            Arrays.setAll(coordinates, i -> lambdas[i] * coordinates[i]);
            assertArrayEquals(Arrays.copyOfRange(a, j * n, (j + 1) * n), eigen.combine(coordinates), TOLERANCE * norm);
        }
    }

    @Test
    void eigenvaluesDescend() {
        double[] lambdas = decompose(50, symmetric(50)).eigenvalues();
        for (int i = 1; i < lambdas.length; i++) {
            assertTrue(lambdas[i] <= lambdas[i - 1]);
        }
    }

    @Test
    void looksAtTheUpperTriangleOnly() {
        int n = 20;
        double[] a = symmetric(n);
        double[] upper = a.clone();
        for (int i = 0; i < n; i++) {
            Arrays.fill(upper, i * n, i * n + i, Double.NaN);
        }
        assertArrayEquals(
                decompose(n, a).eigenvalues(), decompose(n, upper).eigenvalues(), 0, "the lower triangle had a part");
    }

    @Test
    void decomposesZero() {
        assertArrayEquals(new double[3], decompose(3, new double[9]).eigenvalues());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-160, 1e160, 1e300})
    void keepsItsAccuracyAtExtremeScales(double scale) {
        double[] lambdas =
                decompose(2, new double[] {2 * scale, scale, scale, 2 * scale}).eigenvalues();
        assertArrayEquals(new double[] {3 * scale, scale}, lambdas, TOLERANCE * scale);
    }

    private static double[] symmetric(int n) {
        double[] a = gaussian(n, n * n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[i * n + j] = a[j * n + i];
            }
        }
        return a;
    }
}
