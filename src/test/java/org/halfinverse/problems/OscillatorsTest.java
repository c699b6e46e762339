package org.halfinverse.problems;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.Problem;
import org.halfinverse.random.CounterRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OscillatorsTest {
    static Stream<Problem> problems() {
        return Stream.of(
                new Oscillators(ForceLaw.LINEAR, 2, 0.3, 1, 3, 0.5),
                new Oscillators(ForceLaw.CUBIC, 2, 0.3, 1, 3, 0.5));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void inputStateAndTargetAreOneVectorInTheUnitCube(Problem problem) {
        assertEquals(4, problem.inputSize());
        double[] input = new double[4];
        double[] state = new double[4];
        double[] target = new double[4];
        for (int i = 0; i < 500; i++) {
            problem.drawInput(CounterRandom.of(1, org.halfinverse.random.Stream.TRAINING_SAMPLES, i), input);
            problem.deriveState(input, state);
            problem.deriveTarget(input, state, target);
            assertTrue(Arrays.stream(input).allMatch(x -> 0 <= x && x < 1));
            assertArrayEquals(input, state);
            assertArrayEquals(input, target);
        }
        assertEquals(SquaredError.FULL, problem.loss());
    }
}
