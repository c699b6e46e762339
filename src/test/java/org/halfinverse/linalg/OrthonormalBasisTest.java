package org.halfinverse.linalg;

import static org.halfinverse.TestVectors.EPSILON;
import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrthonormalBasisTest {
    /** Sums of up to a million products, in blocks: rounding grows like the root of their number. */
    private static final double ROUNDING = 1000 * EPSILON;

    /** Vectors are kept 2²⁰ entries at a time: here all together, three at a time, and one by one. */
    @ParameterizedTest
    @CsvSource({"1, 1", "7, 7", "40, 23", "300000, 8", "300000, 6", "1048577, 2"})
    void whatIsLeftOfAVectorIsOrthogonalToAllOthers(int length, int count) {
        OrthonormalBasis basis = new OrthonormalBasis(length, length);
        List<double[]> vectors = orthonormal(basis, length, count);
        double[] x = gaussian(count, length);
        double[] before = x.clone();
        double left = basis.orthogonalize(x).left();
        double size = Vectors.norm(before);
        assertEquals(Vectors.norm(x), left, ROUNDING * size);
        double squares = left * left;
        for (double[] vector : vectors) {
            assertEquals(0, Vectors.dot(vector, x), ROUNDING * size);
            double component = Vectors.dot(vector, before);
            squares += component * component;
        }
        assertEquals(size, Math.sqrt(squares), ROUNDING * size); // Pythagoras: nothing else was taken away
    }

    @ParameterizedTest
    @CsvSource({"7, 7, 7", "40, 23, 23", "40, 23, 5", "300000, 8, 8", "300000, 8, 6", "300000, 8, 2", "1048577, 2, 2"})
    void combinesTheFirstVectors(int length, int count, int coordinates) {
        OrthonormalBasis basis = new OrthonormalBasis(length, length);
        List<double[]> vectors = orthonormal(basis, length, count);
        double[] c = gaussian(99, coordinates);
        double[] expected = new double[length];
        for (int k = 0; k < coordinates; k++) {
            Vectors.addScaled(c[k], vectors.get(k), expected);
        }
        assertArrayEquals(expected, basis.combine(c), ROUNDING);
    }

    @Test
    void aVectorThatLiesAlmostInTheSpanIsOrthogonalToTheLastDigitsOfWhatIsLeft() {
        OrthonormalBasis basis = new OrthonormalBasis(50, 50);
        List<double[]> vectors = orthonormal(basis, 50, 10);
        double[] x = basis.combine(gaussian(3, 10));
        Vectors.addScaled(1e-8, gaussian(77, 50), x);
        double left = basis.orthogonalize(x).left();
        assertTrue(left > 1e-9 && left < 1e-7, "the norm of what is left is " + left);
        for (double[] vector : vectors) {
            // Once would leave ε |x|, which is 1e-8 of what is left.
            assertEquals(0, Vectors.dot(vector, x), ROUNDING * left);
        }
    }

    @Test
    void anEmptyBasisLeavesVectorsAsTheyAre() {
        OrthonormalBasis basis = new OrthonormalBasis(3, 3);
        double[] x = {2, -3, 6};
        assertEquals(7, basis.orthogonalize(x).left());
        assertArrayEquals(new double[] {2, -3, 6}, x);
        assertArrayEquals(new double[3], basis.combine(new double[0]));
        assertEquals(3, basis.length());
    }

    @Test
    void zeroStaysZero() {
        OrthonormalBasis basis = new OrthonormalBasis(5, 5);
        orthonormal(basis, 5, 2);
        double[] x = new double[5];
        assertEquals(0, basis.orthogonalize(x).left());
        assertArrayEquals(new double[5], x);
    }

    @Test
    void vectorsAreCopied() {
        OrthonormalBasis basis = new OrthonormalBasis(2, 2);
        double[] vector = {1, 0};
        basis.add(vector);
        vector[1] = 5;
        assertArrayEquals(new double[] {3, 0}, basis.combine(new double[] {3}));
    }

    /** Fills a basis with random vectors, and gives them too. */
    private static List<double[]> orthonormal(OrthonormalBasis basis, int length, int count) {
        List<double[]> vectors = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            double[] x = gaussian(k, length);
            for (int pass = 0; pass < 2; pass++) { // Gram–Schmidt, for which twice is enough
                for (double[] earlier : vectors) {
                    Vectors.addScaled(-Vectors.dot(earlier, x), earlier, x);
                }
            }
            double[] unit = Vectors.scaled(1 / Vectors.norm(x), x);
            vectors.add(unit);
            basis.add(unit);
        }
        return vectors;
    }
}
