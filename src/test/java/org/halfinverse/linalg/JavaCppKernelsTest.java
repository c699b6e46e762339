package org.halfinverse.linalg;

import static org.halfinverse.TestVectors.EPSILON;
import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfinverse.linalg.MatrixView.Factor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenBLAS makes of copies of arrays is what netlib makes of the arrays. */
class JavaCppKernelsTest {
    /** Orthogonal transformations of numbers below 6 in some 300 dimensions, rounded differently. */
    private static final double TOLERANCE = 1000 * EPSILON;

    private static final int GAP = 3;

    private static DenseKernels netlib;
    private static DenseKernels javaCpp;

    @BeforeAll
    static void loadBoth() {
        NativeBlas.install();
        netlib = new NetlibKernels();
        Optional<DenseKernels> loaded = OpenBlas.load().flatMap(OpenBlas::throughJavaCpp);
        Assumptions.assumeTrue(loaded.isPresent(), "JavaCPP has bindings for this machine");
        javaCpp = loaded.orElseThrow();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theyCallTheOpenBlasThatIsThereAlready() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            long files = maps.filter(line -> line.contains("/libopenblas"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .count();
            assertEquals(1, files);
        }
    }

    static Stream<Arguments> products() {
        int[][] shapes = {{3, 4, 5}, {1, 1, 1}, {513, 3, 4}, {3, 514, 4}, {2, 3, 1030}, {513, 520, 515}};
        return Arrays.stream(shapes)
                .flatMap(s -> Stream.of("NN", "NT", "TN", "TT")
                        .flatMap(trans ->
                                Stream.of(0.0, 1.0, -0.5).map(beta -> Arguments.of(s[0], s[1], s[2], trans, beta))));
    }

    @ParameterizedTest
    @MethodSource("products")
    void multipliesPartsOfMatricesAndLeavesTheRest(int m, int n, int k, String trans, double beta) {
        Factor a = factor(1, trans.charAt(0) == 'T', m, k);
        Factor b = factor(2, trans.charAt(1) == 'T', k, n);
        double[] expected = gaussian(3, (m + GAP) * n + 4);
        double[] c = expected.clone();
        netlib.multiply(0.7, a, b, beta, new MatrixView(expected, 4, m, n, m + GAP));
        javaCpp.multiply(0.7, a, b, beta, new MatrixView(c, 4, m, n, m + GAP));
        // Each of k + 1 terms is below 16 and rounded at most k + 1 times, on both sides.
        assertArrayEquals(expected, c, 16 * (k + 1) * (k + 1) * EPSILON);
    }

    /** A random factor of some rows and columns, apart from its array's start and with gaps. */
    private static Factor factor(int seed, boolean transposed, int rows, int columns) {
        int height = transposed ? columns : rows;
        int width = transposed ? rows : columns;
        double[] values = gaussian(seed, (height + GAP) * width + seed);
        return new Factor(new MatrixView(values, seed, height, width, height + GAP), transposed);
    }

    @Test
    void betaZeroOverwritesWhateverWasThere() {
        double[] c = {Double.NaN};
        javaCpp.multiply(1, scalar(2).plain(), scalar(3).plain(), 0, MatrixView.of(c, 1, 1));
        assertArrayEquals(new double[] {6}, c);
    }

    private static MatrixView scalar(double value) {
        return MatrixView.of(new double[] {value}, 1, 1);
    }

    @Test
    void ofNothingToAddUpOnlyBetaRemains() {
        double[] c = {2, 4};
        MatrixView a = MatrixView.of(new double[0], 2, 0);
        MatrixView b = MatrixView.of(new double[0], 0, 1);
        javaCpp.multiply(1, a.plain(), b.plain(), 0.5, MatrixView.of(c, 2, 1));
        assertArrayEquals(new double[] {1, 2}, c);
    }

    @Test
    void threadsMultiplyIntoRowsOfOneMatrix() {
        int rows = 4;
        int groups = 64;
        int m = rows * groups;
        int n = 300;
        int k = 5;
        MatrixView a = MatrixView.of(gaussian(4, m * k), m, k);
        Factor b = MatrixView.of(gaussian(5, k * n), k, n).plain();
        double[] expected = new double[m * n];
        netlib.multiply(1, a.plain(), b, 0, MatrixView.of(expected, m, n));
        for (int repetition = 0; repetition < 20; repetition++) {
            double[] c = new double[m * n];
            MatrixView product = MatrixView.of(c, m, n);
            IntStream.range(0, groups)
                    .parallel()
                    .forEach(group -> javaCpp.multiply(
                            1, a.part(group * rows, 0, rows, k).plain(), b, 0, product.part(group * rows, 0, rows, n)));
            assertArrayEquals(expected, c, 16 * (k + 1) * (k + 1) * EPSILON);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void multipliesByAVector(boolean transposed) {
        Factor a = factor(6, transposed, 6, 10);
        double[] x = gaussian(7, 10);
        double[] expected = gaussian(8, 6);
        double[] y = expected.clone();
        netlib.multiply(0.7, a, x, -0.5, expected);
        javaCpp.multiply(0.7, a, x, -0.5, y);
        assertArrayEquals(expected, y, TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"300,290,7", "290,300,7", "300,300,1", "1,1,1"})
    void appliesReflectionsOfAQrFactorisation(int rows, int columns, int vectors) {
        double[] a = gaussian(9, (rows + GAP) * columns);
        double[] expected = a.clone();
        Reflections q = netlib.factorizeQr(new MatrixView(expected, 0, rows, columns, rows + GAP));
        assertSameReflections(q, javaCpp.factorizeQr(new MatrixView(a, 0, rows, columns, rows + GAP)), vectors);
        assertArrayEquals(expected, a, TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"290,300,7", "300,290,7", "300,300,1", "1,1,1"})
    void appliesReflectionsOfAnLqFactorisation(int rows, int columns, int vectors) {
        double[] a = gaussian(11, (rows + GAP) * columns);
        double[] expected = a.clone();
        Reflections q = netlib.factorizeLq(new MatrixView(expected, 0, rows, columns, rows + GAP));
        assertSameReflections(q, javaCpp.factorizeLq(new MatrixView(a, 0, rows, columns, rows + GAP)), vectors);
        assertArrayEquals(expected, a, TOLERANCE);
    }

    private static void assertSameReflections(Reflections expected, Reflections q, int vectors) {
        assertArrayEquals(expected.scales(), q.scales(), TOLERANCE);
        int length = expected.length();
        for (boolean transposed : new boolean[] {false, true}) {
            double[] rows = gaussian(10, (length + GAP) * vectors + 1);
            double[] expectedRows = rows.clone();
            netlib.applyLeft(expected, transposed, new MatrixView(expectedRows, 1, length, vectors, length + GAP));
            javaCpp.applyLeft(q, transposed, new MatrixView(rows, 1, length, vectors, length + GAP));
            assertArrayEquals(expectedRows, rows, TOLERANCE);
            double[] columns = gaussian(12, (vectors + GAP) * length + 1);
            double[] expectedColumns = columns.clone();
            netlib.applyRight(expected, transposed, new MatrixView(expectedColumns, 1, vectors, length, vectors + GAP));
            javaCpp.applyRight(q, transposed, new MatrixView(columns, 1, vectors, length, vectors + GAP));
            assertArrayEquals(expectedColumns, columns, TOLERANCE);
        }
    }

    @Test
    void makesOneTriangleOfSomeReflections() {
        int k = 4;
        Reflections q = netlib.factorizeQr(MatrixView.of(gaussian(13, 20 * k), 20, k));
        double[] expected = new double[6 * k];
        double[] t = new double[6 * k];
        netlib.triangle(q, new MatrixView(expected, 0, k, k, 6));
        javaCpp.triangle(q, new MatrixView(t, 0, k, k, 6));
        assertArrayEquals(expected, t, TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 300})
    void bidiagonalizes(int n) {
        double[] a = gaussian(14, n * n);
        DenseKernels.Bidiagonal reduced = javaCpp.bidiagonalize(MatrixView.of(a.clone(), n, n));
        double[] product = new double[n * n];
        for (int j = 0; j < n; j++) {
            product[j * n + j] = reduced.diagonal()[j];
            if (j > 0) {
                product[j * n + j - 1] = reduced.offDiagonal()[j - 1];
            }
        }
        MatrixView b = MatrixView.of(product, n, n);
        javaCpp.applyLeft(reduced.q(), false, b);
        if (n > 1) {
            javaCpp.applyRight(reduced.p(), false, b.part(0, 1, n, n - 1));
        }
        assertArrayEquals(a, product, TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 300})
    void tridiagonalizes(int n) {
        double[] a = gaussian(16, n * n);
        DenseKernels.Tridiagonal reduced = javaCpp.tridiagonalize(MatrixView.of(a.clone(), n, n));
        double[] product = new double[n * n];
        for (int i = 0; i < n; i++) {
            product[i * n + i] = reduced.diagonal()[i];
            if (i > 0) {
                product[i * n + i - 1] = reduced.offDiagonal()[i - 1];
                product[(i - 1) * n + i] = reduced.offDiagonal()[i - 1];
            }
        }
        if (n > 1) {
            MatrixView t = MatrixView.of(product, n, n);
            javaCpp.applyLeft(reduced.q(), false, t.part(1, 0, n - 1, n));
            javaCpp.applyRight(reduced.q(), true, t.part(0, 1, n, n - 1));
        }
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                assertEquals(a[j * n + i], product[j * n + i], TOLERANCE);
            }
        }
    }

    @Test
    void decomposesATridiagonalMatrix() {
        int n = 60;
        double[] diagonal = gaussian(19, n);
        double[] offDiagonal = gaussian(20, n);
        double[] expected = diagonal.clone();
        netlib.decomposeTridiagonal(expected, offDiagonal.clone(), MatrixView.of(new double[n * n], n, n));
        double[] values = diagonal.clone();
        double[] vectors = new double[n * n];
        javaCpp.decomposeTridiagonal(values, offDiagonal.clone(), MatrixView.of(vectors, n, n));
        assertArrayEquals(expected, values, TOLERANCE);
        for (int k = 0; k < n; k++) {
            double[] z = Arrays.copyOfRange(vectors, k * n, k * n + n);
            assertEquals(1, Vectors.norm(z), TOLERANCE);
            for (int i = 0; i < n; i++) {
                double image = diagonal[i] * z[i]
                        + (i > 0 ? offDiagonal[i - 1] * z[i - 1] : 0)
                        + (i < n - 1 ? offDiagonal[i] * z[i + 1] : 0);
                assertEquals(values[k] * z[i], image, TOLERANCE);
            }
        }
    }

    @Test
    void decomposesABidiagonalMatrix() {
        int n = 50;
        double[] diagonal = gaussian(21, n);
        double[] offDiagonal = gaussian(22, n - 1);
        double[] expected = diagonal.clone();
        MatrixView scratch = MatrixView.of(new double[n * n], n, n);
        netlib.decomposeBidiagonal(expected, offDiagonal.clone(), scratch, MatrixView.of(new double[n * n], n, n));
        double[] sigmas = diagonal.clone();
        double[] u = new double[n * n];
        double[] vt = new double[n * n];
        javaCpp.decomposeBidiagonal(sigmas, offDiagonal.clone(), MatrixView.of(u, n, n), MatrixView.of(vt, n, n));
        assertArrayEquals(expected, sigmas, TOLERANCE);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double entry = 0;
                for (int k = 0; k < n; k++) {
                    entry += u[k * n + i] * sigmas[k] * vt[j * n + k];
                }
                double given = i == j ? diagonal[i] : j == i + 1 ? offDiagonal[i] : 0;
                assertEquals(given, entry, TOLERANCE);
            }
        }
    }
}
