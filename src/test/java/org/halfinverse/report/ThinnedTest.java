package org.halfinverse.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinnedTest {
    @Test
    void aShortSeriesIsKeptWhole() {
        Thinned series = new Thinned(100, 1);
        IntStream.range(0, 99).forEach(i -> series.add(i, Math.sin(i)));
        assertEquals(99, series.total());
        assertArrayEquals(IntStream.range(0, 99).asDoubleStream().toArray(), series.column(0));
    }

    @Test
    void ofALongOneFewAreKeptInOrderWithTheFirstAndTheLast() {
        Thinned series = new Thinned(100, 1);
        IntStream.range(0, 123_457).forEach(i -> series.add(i, Math.sin(0.1 * i)));
        double[] kept = series.column(0);
        assertEquals(123_457, series.total());
        assertTrue(kept.length >= 100 && kept.length <= 204, kept.length + " rows");
        assertEquals(0, kept[0]);
        assertEquals(123_456, kept[kept.length - 1]);
        assertArrayEquals(Arrays.stream(kept).distinct().sorted().toArray(), kept);
    }

    /** A line through what is kept reaches as high and as low, everywhere, as one through all. */
    @Test
    void everyPeakOfEveryWatchedColumnStays() {
        for (int peak = 1; peak < 50_000; peak += 997) {
            Thinned series = new Thinned(50, 1, 2);
            for (int i = 0; i < 50_000; i++) {
                series.add(i, i == peak ? 1000 : Math.cos(i), i == peak + 1 ? -1000 : 0);
            }
            List<double[]> rows = series.rows();
            int at = peak;
            assertTrue(rows.stream().anyMatch(row -> row[0] == at && row[1] == 1000), "peak " + at);
            assertTrue(rows.stream().anyMatch(row -> row[0] == at + 1 && row[2] == -1000), "trough " + at);
        }
    }

    @Test
    void rowsWithoutANumberHideNoOthers() {
        Thinned series = new Thinned(2, 1);
        for (int i = 0; i < 1000; i++) {
            series.add(i, i == 321 ? 7 : Double.NaN);
        }
        assertTrue(series.rows().stream().anyMatch(row -> row[1] == 7));
    }

    @Test
    void anOddNumberOfBucketsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Thinned(3, 0));
    }
}
