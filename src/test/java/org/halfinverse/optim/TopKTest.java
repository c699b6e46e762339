package org.halfinverse.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.halfinverse.linalg.Vectors;
import org.halfinverse.spectral.Truncation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopKTest {
    private static final int COLUMNS = 6;
    private static final Truncation ALL = new Truncation(0, true);
    private static final LinearLeastSquares PROBLEM = LinearLeastSquares.random(20, COLUMNS);

    @ParameterizedTest
    @ValueSource(ints = {COLUMNS, COLUMNS + 1, Integer.MAX_VALUE})
    void withARankThatCoversAllDirectionsItIsGaussNewton(int rank) {
        OptimizerStep<?> gaussNewton = step(SpectralDescent.gaussNewton(0.5, ALL));
        OptimizerStep<?> topK = step(SpectralDescent.topK(0.5, rank, ALL));
        assertArrayEquals(gaussNewton.update(), topK.update());
        assertEquals(gaussNewton.spectrum(), topK.spectrum());
    }

    @Test
    void eachFurtherDirectionLowersALinearLossFurther() {
        double loss = PROBLEM.loss();
        for (int rank = 1; rank <= COLUMNS; rank++) {
            OptimizerStep<?> step = step(SpectralDescent.topK(1, rank, ALL));
            assertEquals(rank, step.spectrum().orElseThrow().rank());
            double[] theta = PROBLEM.theta().clone();
            Vectors.addScaled(1, step.update(), theta);
            double lower = PROBLEM.lossAt(theta);
            assertTrue(lower < loss, "rank " + rank + ": " + lower + " after " + loss);
            loss = lower;
        }
    }

    private static OptimizerStep<?> step(SpectralDescent optimizer) {
        return optimizer.step(PROBLEM.theta(), PROBLEM, new Stateless());
    }
}
