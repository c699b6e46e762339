package org.halfinverse.problems;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurgersControlTest {
    private static final int POINTS = 6;
    private static final int SEGMENTS = 3;

    private final BurgersControl problem = new BurgersControl(POINTS, SEGMENTS, 24, 0.8, 0.05, 1, 0.7, 2);

    @Test
    void stateAndTargetAreTheHalvesOfTheInput() {
        double[] input = new double[2 * POINTS];
        Arrays.setAll(input, j -> j + 1);
        double[] state = new double[POINTS];
        double[] target = new double[POINTS];
        problem.deriveState(input, state);
        problem.deriveTarget(input, state, target);
        assertEquals(2 * POINTS, problem.inputSize());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, state);
        assertArrayEquals(new double[] {7, 8, 9, 10, 11, 12}, target);
        assertEquals(SquaredError.HALF, problem.loss());
    }

    @Test
    void aForceLeadsToEveryTarget() {
        DirichletGrid grid = DirichletGrid.unit(POINTS, 1);
        RandomField forces = new RandomField(grid, grid.powerLaw(1), 2);
        for (int i = 0; i < 20; i++) {
            double[] input = new double[2 * POINTS];
            problem.drawInput(CounterRandom.of(1, Stream.TRAINING_SAMPLES, i), input);
            // The same numbers once more: those of the velocity, then those of the force.
            CounterRandom random = CounterRandom.of(1, Stream.TRAINING_SAMPLES, i);
            new RandomField(grid, grid.powerLaw(1), 0.7).draw(random, new double[POINTS], 0);
            double[] force = new double[SEGMENTS * POINTS];
            for (int segment = 0; segment < SEGMENTS; segment++) {
                forces.draw(random, force, segment * POINTS);
            }
            double[] state = new double[POINTS];
            double[] target = new double[POINTS];
            double[] output = new double[POINTS];
            problem.deriveState(input, state);
            problem.deriveTarget(input, state, target);
            problem.simulator().simulate(1, state, force, output);
            assertArrayEquals(target, output);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "-1, 1", "1, NaN"})
    void refusesAmplitudesThatAreNotPositive(double velocity, double force) {
        assertThrows(IllegalArgumentException.class, () -> new BurgersControl(4, 2, 8, 1, 0.05, 1, velocity, force));
    }
}
