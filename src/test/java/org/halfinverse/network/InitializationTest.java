package org.halfinverse.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializationTest {
    private static final int DRAWS = 50_000;

    @ParameterizedTest
    @CsvSource({
        "GLOROT_UNIFORM, 20, 30, 0.04, glorot-uniform", // 2 / (20 + 30)
        "HE_NORMAL, 20, 30, 0.1, he-normal", // 2 / 20
        "HE_UNIFORM, 20, 30, 0.1, he-uniform",
        "GLOROT_UNIFORM, 1, 1, 1, glorot-uniform",
    })
    void drawsWithTheStatedVariance(Initialization law, int inputs, int outputs, double variance, String label) {
        double[] weights = weights(law, inputs, outputs);
        // Five standard deviations of each estimate; of a normal's variance, which varies most, √(2/N) of it.
        assertEquals(0, Arrays.stream(weights).average().orElseThrow(), 5 * Math.sqrt(variance / DRAWS));
        assertEquals(
                variance,
                Arrays.stream(weights).map(w -> w * w).average().orElseThrow(),
                5 * Math.sqrt(2.0 / DRAWS) * variance);
        assertEquals(label, law.label());
    }

    @ParameterizedTest
    @CsvSource({"GLOROT_UNIFORM, 20, 30, 50", "HE_UNIFORM, 20, 30, 20"})
    void uniformLawsStayWithinTheirBounds(Initialization law, int inputs, int outputs, int fan) {
        double limit = Math.sqrt(6.0 / fan);
        double[] weights = weights(law, inputs, outputs);
        assertTrue(Arrays.stream(weights).allMatch(w -> -limit <= w && w < limit));
        // Of 50 000 draws all stay out of the outermost thousandth with probability e^-25.
        assertTrue(Arrays.stream(weights).max().orElseThrow() > 0.999 * limit);
        assertTrue(Arrays.stream(weights).min().orElseThrow() < -0.999 * limit);
    }

    private static double[] weights(Initialization law, int inputs, int outputs) {
        CounterRandom random = CounterRandom.of(4, Stream.PARAMETERS, 0);
        double[] weights = new double[DRAWS];
        Arrays.setAll(weights, i -> law.draw(random, inputs, outputs));
        return weights;
    }
}
