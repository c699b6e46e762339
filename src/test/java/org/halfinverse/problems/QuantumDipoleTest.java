package org.halfinverse.problems;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.Infidelity;
import org.halfinverse.physics.Problem;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;

class QuantumDipoleTest {
    private static final double HALF = 0.5;
    private static final double ROOT = Math.sqrt(0.5);

    /** A few roundings of numbers below 1. */
    private static final double ROUNDING = 1e-15;

    /** Three points between the walls: all three eigenstates can be written down. */
    private static final Problem SMALL = new QuantumDipole(5, 2, 8, 0.05);

    private static final double[] SECOND = {ROOT, 0, 0, 0, -ROOT, 0};
    private static final double[] THIRD = {HALF, 0, -ROOT, 0, HALF, 0};

    @Test
    void startsInTheLowestEigenstate() {
        double[] state = new double[6];
        SMALL.deriveState(new double[6], state);
        assertArrayEquals(new double[] {HALF, 0, ROOT, 0, HALF, 0}, state, ROUNDING);
    }

    @Test
    void targetsAreSuperpositionsOfTheNextTwoAllAroundTheCircle() {
        int[] drawn = new int[8];
        for (int i = 0; i < 4000; i++) {
            double[] input = new double[6];
            double[] target = new double[6];
            SMALL.drawInput(CounterRandom.of(1, Stream.TRAINING_SAMPLES, i), input);
            SMALL.deriveTarget(input, new double[6], target);
            assertArrayEquals(input, target);
            double second = Vectors.dot(SECOND, target);
            double third = Vectors.dot(THIRD, target);
            double[] superposition = new double[6];
            for (int j = 0; j < 6; j++) {
                superposition[j] = second * SECOND[j] + third * THIRD[j];
            }
            assertArrayEquals(superposition, target, ROUNDING);
            assertEquals(1, second * second + third * third, ROUNDING);
            drawn[(int) Math.floor((Math.atan2(third, second) + Math.PI) / (2 * Math.PI) * 8) % 8]++;
        }
        for (int count : drawn) {
            assertEquals(500, count, 105); // five standard deviations, √(500 · 7/8) = 21
        }
    }

    @Test
    void withoutFieldTheOutputStaysOrthogonalToAllTargets() {
        Problem problem = new QuantumDipole(16, 2, 384, 0.05);
        double[] input = new double[28];
        double[] state = new double[28];
        double[] target = new double[28];
        problem.drawInput(CounterRandom.of(1, Stream.TRAINING_SAMPLES, 0), input);
        problem.deriveState(input, state);
        problem.deriveTarget(input, state, target);
        double[] output = new double[28];
        problem.simulator().simulate(1, state, new double[384], output);
        double[] loss = new double[1];
        problem.loss().evaluate(1, output, target, loss, new double[28]);
        assertEquals(1, loss[0], ROUNDING); // the square of an overlap of 1e-12
        assertEquals(new Infidelity(), problem.loss());
    }

    @Test
    void needsRoomForThreeEigenstates() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new QuantumDipole(4, 2, 8, 0.05));
        assertTrue(refusal.getMessage().startsWith("grid points 4 must be 5 or more"), refusal.getMessage());
        IllegalArgumentException tooLarge =
                assertThrows(IllegalArgumentException.class, () -> new QuantumDipole(100_001, 2, 10, 0.1));
        assertTrue(tooLarge.getMessage().endsWith("100000 at the most"), tooLarge.getMessage());
    }
}
