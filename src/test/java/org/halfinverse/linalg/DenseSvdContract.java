package org.halfinverse.linalg;

import static org.halfinverse.TestVectors.EPSILON;
import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

abstract class DenseSvdContract {
    abstract DenseSvd decompose(int rows, int columns, double[] a);

    /** A backward stable decomposition errs by a modest multiple, growing slowly with the size, of ε σ_max. */
    private static final double TOLERANCE = 300 * EPSILON;

    @ParameterizedTest
    @CsvSource({"1,1", "1,7", "7,1", "2,2", "5,5", "40,40", "9,4", "4,9", "90,6", "6,90", "51,50"})
    void findsAKnownSpectrum(int m, int n) {
        double[] sigmas = new double[Math.min(m, n)];
        Arrays.setAll(sigmas, i -> 3 * Math.pow(0.7, i));
        assertDecomposes(withSpectrum(m, n, sigmas), sigmas);
    }

    @ParameterizedTest
    @CsvSource({"6,6", "20,6", "6,20"})
    void findsRepeatedTinyAndZeroSingularValues(int m, int n) {
        double[] sigmas = {2, 2, 2, 1e-9, 0, 0};
        assertDecomposes(withSpectrum(m, n, sigmas), sigmas);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,3", "8,3", "3,8"})
    void decomposesZero(int m, int n) {
        assertDecomposes(new DMatrixRMaj(m, n), new double[Math.min(m, n)]);
    }

    @ParameterizedTest
    @CsvSource({"12,5", "5,12", "5,5"})
    void decomposesEqualRows(int m, int n) {
        DMatrixRMaj ones = new DMatrixRMaj(m, n);
        ones.fill(1);
        double[] sigmas = new double[5];
        sigmas[0] = Math.sqrt(m * n);
        assertDecomposes(ones, sigmas);
    }

    @ParameterizedTest
    @CsvSource({"1e-120", "1e120", "1e-250", "1e250", "1e-305"})
    void keepsItsAccuracyAtExtremeScales(double scale) {
        double[] sigmas = {4 * scale, 2 * scale, scale};
        assertDecomposes(withSpectrum(8, 3, sigmas), sigmas);
    }

    @Test
    void singularValueOfANegativeNumberIsItsMagnitude() {
        DenseSvd svd = decompose(1, 1, new double[] {-3});
        assertArrayEquals(new double[] {3}, svd.singularValues());
        assertEquals(-1, svd.leftCoordinates(new double[] {1})[0] * svd.combineRight(new double[] {1})[0]);
    }

    private void assertDecomposes(DMatrixRMaj a, double[] expectedSigmas) {
        DenseSvd svd = decompose(a.numRows, a.numCols, a.data.clone());
        double[] sigmas = svd.singularValues();
        assertArrayEquals(expectedSigmas, sigmas, TOLERANCE * expectedSigmas[0]);
        for (int i = 0; i < sigmas.length; i++) {
            assertTrue(sigmas[i] >= 0 && (i == 0 || sigmas[i] <= sigmas[i - 1]), "not descending from 0 up");
        }
        double[][] uRows = images(a.numRows, svd::leftCoordinates);
        double[][] vColumns = images(sigmas.length, svd::combineRight);
        for (int i = 0; i < a.numRows; i++) {
            double[] row = Arrays.copyOfRange(a.data, i * a.numCols, (i + 1) * a.numCols);
            double[] weighted = uRows[i].clone();
            Arrays.setAll(weighted, k -> weighted[k] * sigmas[k]);
            assertArrayEquals(row, svd.combineRight(weighted), TOLERANCE * sigmas[0]);
        }
        double[][] vRows = images(a.numCols, svd::rightCoordinates);
        for (int k = 0; k < sigmas.length; k++) {
            assertArrayEquals(vColumns[k], column(vRows, k), TOLERANCE);
            for (int l = 0; l <= k; l++) {
                double expected = k == l ? 1 : 0;
                assertEquals(expected, Vectors.dot(column(uRows, k), column(uRows, l)), TOLERANCE);
                assertEquals(expected, Vectors.dot(vColumns[k], vColumns[l]), TOLERANCE);
            }
        }
    }

    /** What a linear map makes of the unit vectors. */
    private static double[][] images(int size, UnaryOperator<double[]> map) {
        double[][] images = new double[size][];
        for (int i = 0; i < size; i++) {
            double[] unit = new double[size];
            unit[i] = 1;
            images[i] = map.apply(unit);
        }
        return images;
    }

    private static double[] column(double[][] rows, int k) {
        return Arrays.stream(rows).mapToDouble(row -> row[k]).toArray();
    }

    /** A matrix with given singular values and random singular vectors. */
    private static DMatrixRMaj withSpectrum(int m, int n, double[] sigmas) {
        int r = sigmas.length;
        DMatrixRMaj left = CommonOps_DDRM.mult(orthonormal(10, m, r), CommonOps_DDRM.diag(sigmas), null);
        return CommonOps_DDRM.multTransB(left, orthonormal(11, n, r), null);
    }

    /** Orthonormal columns: the Q of a matrix of normal numbers. */
    private static DMatrixRMaj orthonormal(long item, int rows, int columns) {
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(rows, columns);
        assertTrue(qr.decompose(new DMatrixRMaj(rows, columns, true, gaussian(item, rows * columns))));
        return qr.getQ(null, true);
    }
}
