package org.halfinverse.problems;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.halfinverse.physics.Simulator;
import org.junit.jupiter.api.Test;

class LinearOscillatorsTest {
    private static final double COUPLING = 0.3;
    private static final double[] START = {0.2, -0.7, 0.5, 0.1, 0.9, -0.4};

    @Test
    void uncontrolledChainKeepsItsEnergyToTheOrderOfTheMethod() {
        double coarse = energyLoss(40);
        double fine = energyLoss(80);
        assertTrue(fine > 0 && coarse < 0.01 * energy(START));
        // RK4 damps an oscillation of frequency ω by (ωh)⁶/72 a step, so by h⁵ in all; the next term is of order h².
        assertEquals(32, coarse / fine, 2);
    }

    @Test
    void singleMassLosesTheEnergyThatRungeKuttaLoses() {
        int steps = 30;
        double h = 0.25;
        double[] end =
                simulate(new Oscillators(ForceLaw.LINEAR, 1, COUPLING, 1, steps, h), new double[] {0.6, 0.8}, steps);
        // |1 + ih − h²/2 − ih³/6 + h⁴/24|² = 1 − h⁶/72 + h⁸/576 a step; rounding of 30 steps.
        double factor = 1 - Math.pow(h, 6) / 72 + Math.pow(h, 8) / 576;
        assertEquals(Math.pow(factor, steps), end[0] * end[0] + end[1] * end[1], 1e-14);
    }

    @Test
    void controlActsOnTheLastMass() {
        Simulator simulator = new Oscillators(ForceLaw.LINEAR, 2, 0, 3, 1, 0.1).simulator();
        double[] outputs = new double[4];
        double[] jacobian = new double[4];
        simulator.linearize(1, new double[4], new double[1], outputs, jacobian);
        assertArrayEquals(new double[4], outputs);
        // c (1 − cos h) and c sin h, but for the error h⁵/120 of a step.
        assertArrayEquals(new double[] {0, 3 * (1 - Math.cos(0.1)), 0, 3 * Math.sin(0.1)}, jacobian, 3e-7);
    }

    @Test
    void affineFormAgreesWithTheIntegration() {
        int steps = 24;
        double[] controls = new double[steps];
        Arrays.setAll(controls, step -> Math.sin(step));
        double[] expected = new double[6];
        new OscillatorChain(ForceLaw.LINEAR, 3, COUPLING, 1, steps, 0.5).simulate(1, START, controls, expected);
        double[] outputs = new double[6];
        new Oscillators(ForceLaw.LINEAR, 3, COUPLING, 1, steps, 0.5).simulator().simulate(1, START, controls, outputs);
        assertArrayEquals(expected, outputs, 1e-13); // rounding of 24 steps of a few units
    }

    /** Of three masses over 10 units of time. */
    private static double energyLoss(int steps) {
        return energy(START)
                - energy(simulate(new Oscillators(ForceLaw.LINEAR, 3, COUPLING, 1, steps, 10.0 / steps), START, steps));
    }

    private static double[] simulate(Oscillators problem, double[] start, int steps) {
        double[] end = new double[start.length];
        problem.simulator().simulate(1, start, new double[steps], end);
        return end;
    }

    private static double energy(double[] state) {
        int masses = state.length / 2;
        double energy = 0;
        for (int j = 0; j < masses; j++) {
            energy += 0.5 * (state[j] * state[j] + state[masses + j] * state[masses + j]);
            double stretch = j + 1 < masses ? state[j + 1] - state[j] : 0;
            energy += 0.5 * COUPLING * stretch * stretch;
        }
        return energy;
    }
}
