package org.halfinverse.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.halfinverse.TestVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {
    @Test
    void sumsProductsFromFirstToLast() {
        assertEquals(32, Vectors.dot(new double[] {1, 2, 3}, new double[] {4, 5, 6}));
        // 1 is lost beside 1e16 if added in this order, and only in this order.
        assertEquals(0, Vectors.dot(new double[] {1, 1e16, -1e16}, new double[] {1, 1, 1}));
        assertEquals(0, Vectors.dot(new double[0], new double[0]));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-300, 1e300, Double.MIN_NORMAL, 4e307})
    void normNeitherOverflowsNorUnderflows(double scale) {
        // Relative: a few roundings of quotients, squares and the root.
        assertEquals(5 * (scale / 4), Vectors.norm(new double[] {3 * (scale / 4), 0, -4 * (scale / 4)}), 1e-15 * scale);
    }

    @Test
    void normOfTheSmallestNumberIsThatNumber() {
        assertEquals(Double.MIN_VALUE, Vectors.norm(new double[] {-Double.MIN_VALUE, 0}));
        assertEquals(0, Vectors.norm(new double[] {0, -0.0}));
        assertEquals(0, Vectors.norm(new double[0]));
    }

    @Test
    void normTellsNaNBeforeInfinity() {
        assertEquals(Double.NaN, Vectors.norm(new double[] {1, Double.NaN, 2}));
        assertEquals(Double.NaN, Vectors.norm(new double[] {Double.POSITIVE_INFINITY, Double.NaN}));
        assertEquals(Double.NaN, Vectors.norm(new double[] {Double.NaN, Double.POSITIVE_INFINITY}));
        assertEquals(Double.POSITIVE_INFINITY, Vectors.norm(new double[] {1, Double.NEGATIVE_INFINITY}));
    }

    @Test
    void addsAMultipleInPlace() {
        double[] x = {1, -2};
        double[] y = {10, 20};
        Vectors.addScaled(3, x, y);
        assertArrayEquals(new double[] {13, 14}, y);
        assertArrayEquals(new double[] {1, -2}, x);
    }

    @Test
    void scalesIntoANewVector() {
        double[] x = TestVectors.gaussian(0, 2);
        double[] before = x.clone();
        assertArrayEquals(new double[] {2 * before[0], 2 * before[1]}, Vectors.scaled(2, x));
        assertArrayEquals(before, x);
    }

    @Test
    void scalesAndSumsInPlace() {
        double[] x = {1, -2};
        Vectors.scale(3, x);
        assertSame(x, Vectors.sum(x, new double[] {1, 1}));
        assertArrayEquals(new double[] {4, -5}, x);
    }

    @Test
    void repeatsAVectorAtTheBeginningOfAnother() {
        double[] target = {0, 0, 0, 0, 9};
        Vectors.repeat(new double[] {1, 2}, 2, target);
        assertArrayEquals(new double[] {1, 2, 1, 2, 9}, target);
    }

    @Test
    void refusesDifferentLengths() {
        assertThrows(IllegalArgumentException.class, () -> Vectors.dot(new double[2], new double[3]));
        assertThrows(IllegalArgumentException.class, () -> Vectors.addScaled(1, new double[3], new double[2]));
    }

    @Test
    void isFiniteOnlyIfEveryEntryIs() {
        assertTrue(Vectors.isFinite(new double[] {0, -Double.MAX_VALUE}));
        assertTrue(Vectors.isFinite(new double[0]));
        assertFalse(Vectors.isFinite(new double[] {0, Double.NaN}));
        assertFalse(Vectors.isFinite(new double[] {Double.NEGATIVE_INFINITY, 0}));
    }
}
