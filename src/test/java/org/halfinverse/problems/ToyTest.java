package org.halfinverse.problems;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.halfinverse.loss.SquaredError;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToyTest {
    @ParameterizedTest
    @ValueSource(doubles = {-1, -0.3, 0, 0.25, 1})
    void targetIsSineAndCosineOfTheInput(double s) {
        double[] target = new double[2];
        new Toy(0.01).deriveTarget(new double[] {s}, new double[0], target);
        assertArrayEquals(new double[] {Math.sin(6 * s), Math.cos(9 * s)}, target, 1e-15); // a place or two
    }

    @Test
    void inputsLieBetweenMinusOneAndOne() {
        double least = 0;
        double most = 0;
        for (int i = 0; i < 1000; i++) {
            double[] input = new double[1];
            new Toy(1).drawInput(CounterRandom.of(1, Stream.TRAINING_SAMPLES, i), input);
            least = Math.min(least, input[0]);
            most = Math.max(most, input[0]);
        }
        // Of 1000 draws all miss an outermost hundredth of the range with probability e^-10.
        assertTrue(-1 <= least && least < -0.98);
        assertTrue(0.98 < most && most <= 1);
    }

    @Test
    void secondOutputAnswersLambdaTimes() {
        Toy toy = new Toy(0.5);
        double[] outputs = new double[4];
        double[] jacobians = new double[8];
        toy.simulator().linearize(2, new double[0], new double[] {1, 2, 3, 4}, outputs, jacobians);
        assertArrayEquals(new double[] {1, 1, 3, 2}, outputs);
        assertArrayEquals(new double[] {1, 0, 0, 0.5, 1, 0, 0, 0.5}, jacobians);
        assertEquals(SquaredError.HALF, toy.loss());
    }
}
