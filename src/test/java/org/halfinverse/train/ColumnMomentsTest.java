package org.halfinverse.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.halfinverse.network.Standardization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnMomentsTest {
    private static final int WIDTH = 3;
    private static final int ROWS = 40;

    /** Sums of numbers beyond 1e307, and squares of those beyond 1e154, are more than a number can be. */
    @ParameterizedTest
    @ValueSource(doubles = {0x1p-300, 1, 0x1p400, 0x1p513, 0x1p1022})
    void momentsOfNumbersOfAnySizeAreThoseOfSmallOnesTimesThatSize(double size) {
        double[] small = values(1);
        double[] large = values(size);
        Standardization expected = ColumnMoments.of(small, WIDTH).standardization();
        for (int split : new int[] {0, 1, ROWS / 2, ROWS - 1}) {
            Standardization map = joined(large, split).standardization();
            for (int column = 0; column < 2; column++) { // 4 ε: one rounding more or less for each merge
                assertEquals(1, map.means()[column] / size / expected.means()[column], 1e-15);
                assertEquals(1, map.scales()[column] / size / expected.scales()[column], 1e-15);
            }
            assertEquals(expected.means()[2], map.means()[2], 1e-15, "a column of small numbers beside large ones");
            assertEquals(expected.scales()[2], map.scales()[2], 1e-15);
        }
    }

    @Test
    void theLargestNumbersOfEitherSignHaveMomentsToo() {
        double[] values = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE};
        ColumnMoments halves = ColumnMoments.of(new double[] {values[0], values[2]}, 1)
                .plus(ColumnMoments.of(new double[] {values[1], values[3]}, 1));
        for (ColumnMoments moments : new ColumnMoments[] {ColumnMoments.of(values, 1), halves}) {
            assertArrayEquals(new double[] {0}, moments.means());
            assertArrayEquals(new double[] {Double.MAX_VALUE}, moments.deviations());
        }
    }

    private static ColumnMoments joined(double[] values, int split) {
        ColumnMoments late = ColumnMoments.of(Arrays.copyOfRange(values, split * WIDTH, values.length), WIDTH);
        return split == 0
                ? late
                : ColumnMoments.of(Arrays.copyOf(values, split * WIDTH), WIDTH).plus(late);
    }

    /** Two columns in a size, and one without. */
    private static double[] values(double size) {
        double[] values = new double[ROWS * WIDTH];
        for (int row = 0; row < ROWS; row++) {
            values[row * WIDTH] = (1 + row % 7 / 8.0) * size;
            values[row * WIDTH + 1] = (row % 5 - 3) / 4.0 * size;
            values[row * WIDTH + 2] = row % 3 + 1;
        }
        return values;
    }
}
