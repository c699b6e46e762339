package org.halfinverse.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LapackSvdTest extends DenseSvdContract {
    @Override
    DenseSvd decompose(int rows, int columns, double[] a) {
        return LapackSvd.of(rows, columns, a);
    }

    @Test
    void moreSingularValuesThanTheWorkArraysHoldAreRefusedWithTheLimit() {
        int most = DenseSvd.LARGEST;
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> DenseSvd.of(most + 1, most + 2, new double[0]));
        assertEquals(
                "a singular value decomposition of 26755 × 26756 needs work arrays larger than an array: at most 26754"
                        + " singular values fit",
                refusal.getMessage());
    }
}
