package org.halfinverse.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LossReductionTest {
    @Test
    void meanWeighsEachSampleByTheBatchSize() {
        assertEquals(1, LossReduction.MEAN.weight(1));
        assertEquals(0.125, LossReduction.MEAN.weight(8));
        assertEquals(1.0 / 3e9, LossReduction.MEAN.weight(3_000_000_000L));
    }

    @Test
    void sumWeighsEachSampleByOne() {
        assertEquals(1, LossReduction.SUM.weight(1));
        assertEquals(1, LossReduction.SUM.weight(8));
    }

    @Test
    void isNamedAsInConfigurations() {
        assertEquals("mean", LossReduction.MEAN.label());
        assertEquals("sum", LossReduction.SUM.label());
    }
}
