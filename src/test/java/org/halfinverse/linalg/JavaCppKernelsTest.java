package org.halfinverse.linalg;

import static org.halfinverse.TestVectors.EPSILON;
import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.netlib.util.intW;

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
        String transA = trans.substring(0, 1);
        String transB = trans.substring(1);
        int lda = ("N".equals(transA) ? m : k) + GAP;
        int ldb = ("N".equals(transB) ? k : n) + GAP;
        int ldc = m + GAP;
        double[] a = gaussian(1, lda * ("N".equals(transA) ? k : m) + 1);
        double[] b = gaussian(2, ldb * ("N".equals(transB) ? n : k) + 2);
        double[] expected = gaussian(3, ldc * n + 4);
        double[] c = expected.clone();
        netlib.dgemm(transA, transB, m, n, k, 0.7, a, 1, lda, b, 2, ldb, beta, expected, 4, ldc);
        javaCpp.dgemm(transA, transB, m, n, k, 0.7, a, 1, lda, b, 2, ldb, beta, c, 4, ldc);
        // Each of k + 1 terms is below 16 and rounded at most k + 1 times, on both sides.
        assertArrayEquals(expected, c, 16 * (k + 1) * (k + 1) * EPSILON);
    }

    @Test
    void betaZeroOverwritesWhateverWasThere() {
        double[] c = {Double.NaN};
        javaCpp.dgemm("N", "N", 1, 1, 1, 1, new double[] {2}, 0, 1, new double[] {3}, 0, 1, 0, c, 0, 1);
        assertArrayEquals(new double[] {6}, c);
    }

    @Test
    void ofNothingToAddUpOnlyBetaRemains() {
        double[] c = {2, 4};
        javaCpp.dgemm("N", "N", 2, 1, 0, 1, new double[0], 0, 2, new double[0], 0, 1, 0.5, c, 0, 2);
        assertArrayEquals(new double[] {1, 2}, c);
    }

    @Test
    void refusesToReadOrWriteBeyondAnArray() {
        double[] four = new double[4];
        double[] three = new double[3];
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> javaCpp.dgemm("N", "N", 2, 2, 2, 1, three, 0, 2, four, 0, 2, 0, four, 0, 2));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> javaCpp.dgemm("N", "N", 2, 2, 2, 1, four, 0, 2, four, 0, 2, 0, four, 1, 2));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> javaCpp.dgeqrf(2, 2, four, 2, new double[1], new double[4], 4, new intW(0)));
    }

    @Test
    void threadsMultiplyIntoRowsOfOneMatrix() {
        int rows = 4;
        int groups = 64;
        int m = rows * groups;
        int n = 300;
        int k = 5;
        double[] a = gaussian(4, m * k);
        double[] b = gaussian(5, k * n);
        double[] expected = new double[m * n];
        netlib.dgemm("N", "N", m, n, k, 1, a, 0, m, b, 0, k, 0, expected, 0, m);
        for (int repetition = 0; repetition < 20; repetition++) {
            double[] c = new double[m * n];
            IntStream.range(0, groups)
                    .parallel()
                    .forEach(group ->
                            javaCpp.dgemm("N", "N", rows, n, k, 1, a, group * rows, m, b, 0, k, 0, c, group * rows, m));
            assertArrayEquals(expected, c, 16 * (k + 1) * (k + 1) * EPSILON);
        }
    }

    @ParameterizedTest
    @CsvSource({"N", "T"})
    void multipliesByAVector(String trans) {
        double[] a = gaussian(6, 70);
        double[] x = gaussian(7, 10);
        double[] expected = gaussian(8, 10);
        double[] y = expected.clone();
        netlib.dgemv(trans, 6, 10, 0.7, a, 7, x, 1, -0.5, expected, 1);
        javaCpp.dgemv(trans, 6, 10, 0.7, a, 7, x, 1, -0.5, y, 1);
        assertArrayEquals(expected, y, TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"L,N,300,7", "L,T,300,7", "R,N,7,300", "R,T,7,300", "L,N,1,1"})
    void appliesReflectionsOfAQrFactorisation(String side, String trans, int m, int n) {
        int length = "L".equals(side) ? m : n;
        int k = Math.max(1, length - 10);
        double[] a = gaussian(9, length * k);
        double[] expectedA = a.clone();
        double[] tau = new double[k];
        double[] expectedTau = new double[k];
        double[] work = new double[LapackCalls.BLOCK * (300 + LapackCalls.BLOCK)];
        intW info = new intW(1);
        netlib.dgeqrf(length, k, expectedA, length, expectedTau, work, work.length, info);
        javaCpp.dgeqrf(length, k, a, length, tau, work, work.length, info);
        assertEquals(0, info.val);
        assertArrayEquals(expectedA, a, TOLERANCE);
        assertArrayEquals(expectedTau, tau, TOLERANCE);
        double[] expected = gaussian(10, (m + GAP) * n);
        double[] c = expected.clone();
        netlib.dormqr(side, trans, m, n, k, a, length, tau, expected, m + GAP, work, work.length, info);
        javaCpp.dormqr(side, trans, m, n, k, a, length, tau, c, m + GAP, work, work.length, info);
        assertEquals(0, info.val);
        assertArrayEquals(expected, c, TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"L,N,300,7", "L,T,300,7", "R,N,7,300", "R,T,7,300"})
    void appliesReflectionsOfAnLqFactorisation(String side, String trans, int m, int n) {
        int length = "L".equals(side) ? m : n;
        int k = length - 10;
        double[] a = gaussian(11, length * k);
        double[] expectedA = a.clone();
        double[] tau = new double[k];
        double[] work = new double[LapackCalls.BLOCK * (300 + LapackCalls.BLOCK)];
        intW info = new intW(1);
        netlib.dgelqf(k, length, expectedA, k, tau, work, work.length, info);
        javaCpp.dgelqf(k, length, a, k, tau, work, work.length, info);
        assertEquals(0, info.val);
        assertArrayEquals(expectedA, a, TOLERANCE);
        double[] expected = gaussian(12, (m + GAP) * n);
        double[] c = expected.clone();
        netlib.dormlq(side, trans, m, n, k, a, k, tau, expected, m + GAP, work, work.length, info);
        javaCpp.dormlq(side, trans, m, n, k, a, k, tau, c, m + GAP, work, work.length, info);
        assertEquals(0, info.val);
        assertArrayEquals(expected, c, TOLERANCE);
    }

    @Test
    void makesOneTriangleOfSomeReflections() {
        int n = 20;
        int k = 4;
        double[] v = gaussian(13, n * k);
        double[] tau = new double[k];
        double[] work = new double[LapackCalls.BLOCK * k];
        netlib.dgeqrf(n, k, v, n, tau, work, work.length, new intW(0));
        double[] expected = new double[6 * k];
        double[] t = new double[6 * k];
        netlib.dlarft("F", "C", n, k, v, n, tau, expected, 6);
        javaCpp.dlarft("F", "C", n, k, v, n, tau, t, 6);
        assertArrayEquals(expected, t, TOLERANCE);
    }

    /** Of a square or wide matrix P leaves the first row alone, of a square or tall one Q changes all. */
    @ParameterizedTest
    @CsvSource({"300,300", "300,290", "1,1"})
    void bidiagonalizes(int rows, int columns) {
        double[] a = gaussian(14, rows * columns);
        double[] reflections = a.clone();
        double[] d = new double[columns];
        double[] e = new double[Math.max(1, columns - 1)];
        double[] tauQ = new double[columns];
        double[] tauP = new double[columns];
        double[] work = new double[LapackCalls.BLOCK * 600];
        intW info = new intW(1);
        javaCpp.dgebrd(rows, columns, reflections, rows, d, e, tauQ, tauP, work, work.length, info);
        assertEquals(0, info.val);
        for (String side : new String[] {"L", "R"}) {
            for (String trans : new String[] {"N", "T"}) {
                assertApplies("Q", side, trans, rows, columns, reflections, rows, tauQ);
                assertApplies("P", side, trans, columns, rows, reflections, rows, tauP);
            }
        }
        double[] product = new double[rows * columns];
        for (int j = 0; j < columns; j++) {
            product[j * rows + j] = d[j];
            if (j > 0) {
                product[j * rows + j - 1] = e[j - 1];
            }
        }
        int lwork = work.length;
        javaCpp.dormbr(
                "Q", "L", "N", rows, columns, columns, reflections, rows, tauQ, product, rows, work, lwork, info);
        javaCpp.dormbr("P", "R", "T", rows, columns, rows, reflections, rows, tauP, product, rows, work, lwork, info);
        assertArrayEquals(a, product, TOLERANCE);
    }

    /** Of a wide matrix, which is made lower bidiagonal, Q leaves the first row alone. */
    @Test
    void appliesReflectionsOfAWideMatrix() {
        int rows = 290;
        int columns = 300;
        double[] a = gaussian(23, rows * columns);
        double[] tauQ = new double[rows];
        double[] tauP = new double[rows];
        double[] work = new double[LapackCalls.BLOCK * 600];
        intW info = new intW(1);
        javaCpp.dgebrd(rows, columns, a, rows, new double[rows], new double[rows], tauQ, tauP, work, work.length, info);
        assertEquals(0, info.val);
        assertApplies("Q", "L", "N", rows, columns, a, rows, tauQ);
        assertApplies("P", "L", "T", columns, rows, a, rows, tauP);
    }

    private static void assertApplies(
            String vect, String side, String trans, int length, int k, double[] a, int lda, double[] tau) {
        int m = "L".equals(side) ? length : 2;
        int n = "L".equals(side) ? 2 : length;
        double[] expected = gaussian(15, m * n);
        double[] c = expected.clone();
        double[] work = new double[LapackCalls.BLOCK];
        intW info = new intW(1);
        netlib.dormbr(vect, side, trans, m, n, k, a, lda, tau, expected, m, work, work.length, info);
        javaCpp.dormbr(vect, side, trans, m, n, k, a, lda, tau, c, m, work, work.length, info);
        assertEquals(0, info.val);
        assertArrayEquals(expected, c, TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 300})
    void tridiagonalizes(int n) {
        double[] a = gaussian(16, n * n);
        double[] reflections = a.clone();
        double[] d = new double[n];
        double[] e = new double[n];
        double[] tau = new double[n];
        double[] work = new double[LapackCalls.BLOCK * (n + LapackCalls.BLOCK)];
        int lwork = work.length;
        intW info = new intW(1);
        javaCpp.dsytrd("L", n, reflections, n, d, e, tau, work, lwork, info);
        assertEquals(0, info.val);
        double[] product = new double[n * n];
        for (int i = 0; i < n; i++) {
            product[i * n + i] = d[i];
            if (i > 0) {
                product[i * n + i - 1] = e[i - 1];
                product[(i - 1) * n + i] = e[i - 1];
            }
        }
        javaCpp.dormtr("L", "L", "N", n, n, reflections, 0, n, tau, 0, product, 0, n, work, 0, lwork, info);
        javaCpp.dormtr("R", "L", "T", n, n, reflections, 0, n, tau, 0, product, 0, n, work, 0, lwork, info);
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                assertEquals(a[j * n + i], product[j * n + i], TOLERANCE);
            }
        }
        for (String trans : new String[] {"N", "T"}) {
            double[] expected = gaussian(17, 5 * n + 1);
            double[] c = expected.clone();
            netlib.dormtr("R", "L", trans, 4, n, reflections, 0, n, tau, 0, expected, 1, 5, work, 0, lwork, info);
            javaCpp.dormtr("R", "L", trans, 4, n, reflections, 0, n, tau, 0, c, 1, 5, work, 0, lwork, info);
            assertEquals(0, info.val);
            assertArrayEquals(expected, c, TOLERANCE);
        }
    }

    @Test
    void decomposesATridiagonalMatrix() {
        int n = 60;
        double[] diagonal = gaussian(19, n);
        double[] offDiagonal = gaussian(20, n);
        double[] expected = diagonal.clone();
        double[] vectors = new double[n * n];
        intW info = new intW(1);
        netlib.dsteqr("I", n, expected, offDiagonal.clone(), vectors, n, new double[2 * n], info);
        double[] values = diagonal.clone();
        Arrays.fill(vectors, 0);
        javaCpp.dsteqr("I", n, values, offDiagonal.clone(), vectors, n, new double[2 * n], info);
        assertEquals(0, info.val);
        assertArrayEquals(expected, values, TOLERANCE);
        assertEigenvectors(diagonal, offDiagonal, values, vectors, n, n);
    }

    private static void assertEigenvectors(
            double[] diagonal, double[] offDiagonal, double[] values, double[] vectors, int ld, int count) {
        int n = diagonal.length;
        for (int k = 0; k < count; k++) {
            double[] z = Arrays.copyOfRange(vectors, k * ld, k * ld + n);
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
        double[] sigmas = diagonal.clone();
        double[] u = new double[n * n];
        double[] vt = new double[n * n];
        double[] work = new double[(3 * n + 4) * n];
        int[] indices = new int[8 * n];
        intW info = new intW(1);
        netlib.dbdsdc(
                "U",
                "I",
                n,
                expected,
                offDiagonal.clone(),
                u,
                n,
                vt,
                n,
                new double[1],
                new int[1],
                work,
                indices,
                info);
        Arrays.fill(u, 0);
        Arrays.fill(vt, 0);
        javaCpp.dbdsdc(
                "U", "I", n, sigmas, offDiagonal.clone(), u, n, vt, n, new double[1], new int[1], work, indices, info);
        assertEquals(0, info.val);
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
        assertTrue(sigmas[n - 1] >= 0);
    }
}
