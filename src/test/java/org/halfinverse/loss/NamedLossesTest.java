package org.halfinverse.loss;

import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.halfinverse.TestVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every loss that configurations may name. */
class NamedLossesTest {
    private static final int SAMPLES = 3;
    private static final int SIZE = 6;
    private static final double[] OUTPUTS = gaussian(1, SAMPLES * SIZE);
    private static final double[] TARGETS = gaussian(2, SAMPLES * SIZE);

    static Stream<Loss> losses() {
        return NamedLosses.all().stream();
    }

    @Test
    void haveDifferentNames() {
        Set<String> labels = losses().map(Loss::label).collect(Collectors.toSet());
        assertEquals(Set.of("half-squared-error", "squared-error", "infidelity"), labels);
        assertEquals(labels.size(), losses().count());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void haveTheirDerivativeAsGradient(Loss loss) {
        double[] gradients = evaluate(loss, SAMPLES, OUTPUTS, TARGETS)[1];
        for (int entry = 0; entry < OUTPUTS.length; entry++) {
            double[] quotient = TestVectors.partialDifference(
                    outputs -> evaluate(loss, SAMPLES, outputs, TARGETS)[0], OUTPUTS, entry, 1e-3);
            for (int i = 0; i < SAMPLES; i++) {
                // All are quadratic, so that nothing is left but the rounding ε · 10 / h.
                assertEquals(quotient[i], i == entry / SIZE ? gradients[entry] : 0, 1e-11);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void treatEachSampleAlone(Loss loss) {
        double[][] together = evaluate(loss, SAMPLES, OUTPUTS, TARGETS);
        for (int i = 0; i < SAMPLES; i++) {
            double[][] alone = evaluate(loss, 1, sample(OUTPUTS, i), sample(TARGETS, i));
            assertEquals(together[0][i], alone[0][0]);
            assertArrayEquals(sample(together[1], i), alone[1]);
        }
    }

    /** Losses and gradients, in arrays that held something else before. */
    private static double[][] evaluate(Loss loss, int samples, double[] outputs, double[] targets) {
        double[] losses = new double[samples];
        double[] gradients = new double[outputs.length];
        Arrays.fill(losses, Double.NaN);
        Arrays.fill(gradients, Double.NaN);
        loss.evaluate(samples, outputs, targets, losses, gradients);
        return new double[][] {losses, gradients};
    }

    private static double[] sample(double[] block, int i) {
        return Arrays.copyOfRange(block, i * SIZE, (i + 1) * SIZE);
    }
}
