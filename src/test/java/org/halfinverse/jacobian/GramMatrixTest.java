package org.halfinverse.jacobian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GramMatrixTest {
    /** 31 · 40², 41 · 40² and 41 · 40² entries a row of the three pairs, of 2²⁰ in a tile: 2, 3 and 3 tiles. */
    private static final String SEVERAL_TILES_A_PAIR = "30–40–40";

    /** A sample's Dᵀ D has 180,300 different entries, so that 2²² are those of 23 samples. */
    private static final String FEW_SAMPLES_AT_ONCE = "1–600";

    @ParameterizedTest
    @CsvSource({
        "1–1, 4, 1",
        "3–2, 5, 1",
        "3–2, 5, 3",
        "2–6–3, 1, 4",
        "3–5–4–2, 7, 1",
        "3–5–4–2, 7, 3",
        "2–3–1–4–2, 11, 2",
        SEVERAL_TILES_A_PAIR + ", 9, 2",
        FEW_SAMPLES_AT_ONCE + ", 23, 1",
        FEW_SAMPLES_AT_ONCE + ", 24, 2",
        FEW_SAMPLES_AT_ONCE + ", 60, 1",
    })
    void tilesMakeUpTheUpperTriangleOfTheProductOfExplicitRows(String widths, int samples, int outputs) {
        FactoredJacobian jacobian = Factors.of(widths, outputs).whole(1, samples);
        GramMatrix tiles = new GramMatrix(jacobian.parameterColumns());
        assertIsGramOf(jacobian, tiles, sums(tiles, 0, tiles.tiles(), jacobian));
    }

    @Test
    void widePairsOfLayersAreDividedIntoTilesOfLimitedSize() {
        GramMatrix tiles = new GramMatrix(Factors.of(SEVERAL_TILES_A_PAIR, 1).columns());
        assertEquals(2 + 3 + 3, tiles.tiles());
        for (int tile = 0; tile < tiles.tiles(); tile++) {
            assertTrue(tiles.length(tile) <= 1 << 20, "tile " + tile + " has " + tiles.length(tile) + " entries");
        }
        assertEquals(2, new GramMatrix(Factors.of(FEW_SAMPLES_AT_ONCE, 1).columns()).tiles());
    }

    @ParameterizedTest
    @CsvSource({"3–5–4–2, 3, 5, 1, 7", SEVERAL_TILES_A_PAIR + ", 1, 4, 1, 2", FEW_SAMPLES_AT_ONCE + ", 1, 30, 5, 23"})
    void blocksAddUp(String widths, int outputs, int first, int second, int third) {
        Factors factors = Factors.of(widths, outputs);
        List<FactoredJacobian> blocks =
                List.of(factors.whole(1, first), factors.whole(2, second), factors.whole(3, third));
        GramMatrix tiles = new GramMatrix(factors.columns());
        assertIsGramOf(
                FactoredJacobian.stack(blocks),
                tiles,
                sums(tiles, 0, tiles.tiles(), blocks.toArray(new FactoredJacobian[0])));
    }

    @ParameterizedTest
    @CsvSource({"3–5–4–2, 3, 7", SEVERAL_TILES_A_PAIR + ", 2, 5", FEW_SAMPLES_AT_ONCE + ", 1, 30"})
    void tilesSummedInSeveralPassesHaveTheSameBits(String widths, int outputs, int samples) {
        FactoredJacobian jacobian = Factors.of(widths, outputs).real(1, samples);
        GramMatrix tiles = new GramMatrix(jacobian.parameterColumns());
        double[][] atOnce = sums(tiles, 0, tiles.tiles(), jacobian);
        for (int cut = 1; cut < tiles.tiles(); cut++) {
            assertTilesEqual(atOnce, 0, sums(tiles, 0, cut, jacobian));
            assertTilesEqual(atOnce, cut, sums(tiles, cut, tiles.tiles(), jacobian));
        }
    }

    @Test
    void operationsOfASampleAreTwoForEachEntryOfATile() {
        JacobianColumns columns = Factors.of("3–5–4–2", 1).columns();
        GramMatrix tiles = new GramMatrix(columns);
        long entries =
                IntStream.range(0, tiles.tiles()).mapToLong(tiles::length).sum();
        assertEquals(2.0 * entries, GramMatrix.flopsPerSample(columns, 7));
        assertEquals((double) entries, GramMatrix.entries(columns));
    }

    @Test
    void operationsAreKnownForMatricesThatNoArrayHolds() {
        JacobianColumns columns = JacobianColumns.of(Network.dense(new int[] {1, 40_000, 40_000, 1}, Activation.TANH));
        double n = columns.count();
        // Of pairs of unlike layers n_l n_l' entries, of a layer with itself a quarter: about n²/4 for one large layer.
        assertEquals(0.5, GramMatrix.flopsPerSample(columns, 7) / (n * n), 1e-3);
    }

    /** Rows that are formed are multiplied as they are: p products of each pair of columns, of a group with itself twice. */
    @Test
    void operationsOfChosenColumnsAreThoseOfTheirRows() {
        JacobianColumns columns = Factors.of("3–5–4–2", 1).columns().choosing(new int[] {1, 2, 20, 30});
        assertEquals(2 * 7 * (2 * 2 + 2 * 2 + 2 * 2), GramMatrix.flopsPerSample(columns, 7));
    }

    private static double[][] sums(GramMatrix tiles, int first, int end, FactoredJacobian... blocks) {
        GramMatrix.Sums sums = tiles.new Sums(first, end);
        for (FactoredJacobian block : blocks) {
            sums.add(block);
        }
        return sums.sums();
    }

    private static void assertTilesEqual(double[][] expected, int first, double[][] actual) {
        for (int tile = 0; tile < actual.length; tile++) {
            assertArrayEquals(expected[first + tile], actual[tile], "tile " + (first + tile));
        }
    }

    /** Exactly: all factors are whole numbers. What is not written stays NaN. */
    private static void assertIsGramOf(FactoredJacobian jacobian, GramMatrix tiles, double[][] sums) {
        int n = jacobian.columns();
        double[] rows = Factors.rows(jacobian);
        double[] expected = new double[n * n];
        Gemm.multiplyTransposedA(n, n, jacobian.rows(), rows, 0, rows, 0, 0, expected, 0);
        double[] actual = new double[n * n];
        Arrays.fill(actual, Double.NaN);
        for (int tile = 0; tile < sums.length; tile++) {
            tiles.write(tile, sums[tile], actual);
        }
        for (int i = 0; i < n; i++) {
            assertArrayEquals(
                    Arrays.copyOfRange(expected, i * n + i, (i + 1) * n),
                    Arrays.copyOfRange(actual, i * n + i, (i + 1) * n),
                    "row " + i + " from the diagonal on");
        }
    }
}
