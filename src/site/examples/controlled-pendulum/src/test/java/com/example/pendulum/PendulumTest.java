package com.example.pendulum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PendulumTest {
    @Test
    void hangsAtRestUntilATorqueMovesIt() {
        Pendulum pendulum = new Pendulum(3, 0.1, 0.1);
        double[] output = new double[2];
        pendulum.simulate(1, new double[2], new double[3], output);
        assertArrayEquals(new double[2], output);
        pendulum.simulate(1, new double[2], new double[] {0, 0, 1}, output);
        // One step from rest: w = h u, φ = h w.
        assertArrayEquals(new double[] {0.01, 0.1}, output, 1e-16); // a rounding each
    }

    @Test
    void swingsWithThePeriodOfSmallOscillations() {
        int steps = 6283;
        double[] output = new double[2];
        new Pendulum(steps, 2 * Math.PI / steps, 0).simulate(1, new double[] {0.01, 0}, new double[steps], output);
        // Back where it began but for φ²/16 of the period, and for h/2 in the phase of w.
        assertArrayEquals(new double[] {0.01, 0}, output, 1e-6);
    }

    @Test
    void aTorqueInTheLastStepMovesTheVelocityByAStepAndTheAngleByItsSquare() {
        double[] jacobian = new double[2];
        new Pendulum(1, 0.1, 0.1).linearize(1, new double[] {0.3, 0.2}, new double[] {0.5}, new double[2], jacobian);
        assertEquals(0.01, jacobian[0], 1e-17); // h²
        assertEquals(0.1, jacobian[1], 1e-17); // h
    }
}
