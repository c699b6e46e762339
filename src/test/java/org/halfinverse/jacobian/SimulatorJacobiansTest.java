package org.halfinverse.jacobian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class SimulatorJacobiansTest {
    private static final double[] TWO_BY_THREE = {1, 2, 3, 4, 5, 6};

    private final SimulatorJacobians shared = new SimulatorJacobians(2, 2, 3, TWO_BY_THREE);
    private final SimulatorJacobians own =
            new SimulatorJacobians(2, 2, 3, new double[] {1, 2, 3, 4, 5, 6, 0, 0, 1, 1, 0, 0});

    @Test
    void multiplyTangentsOfEachSample() {
        double[] tangents = {1, 0, -1, 2, 1, 0};
        assertArrayEquals(new double[] {-2, -2, 4, 13}, shared.product(tangents));
        assertArrayEquals(new double[] {-2, -2, 0, 2}, own.product(tangents));
    }

    @Test
    void theirTransposesMultiplyCotangentsOfEachSample() {
        double[] cotangents = {1, -1, 0, 2};
        assertArrayEquals(new double[] {-3, -3, -3, 8, 10, 12}, shared.transposeProduct(cotangents));
        assertArrayEquals(new double[] {-3, -3, -3, 2, 0, 0}, own.transposeProduct(cotangents));
    }

    @Test
    void oneForAllSamplesIsCopiedForEach() {
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6}, shared.forEachSample());
        assertArrayEquals(own.values(), own.forEachSample());
    }
}
