package org.halfinverse.problems;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.halfinverse.physics.Simulator;
import org.halfinverse.physics.SimulatorChecks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonlinearOscillatorsTest {
    private static final double COUPLING = 0.5;
    private static final double[] START = {0.2, -0.7, 0.5, 0.1, 0.9, -0.4};

    @Test
    void uncontrolledChainKeepsItsEnergyToTheOrderOfTheMethod() {
        double coarse = energyError(20);
        double fine = energyError(40);
        double finest = energyError(80);
        assertTrue(Math.abs(coarse) < 1e-5 * energy(START));
        // 2⁴ but for the next term of the error, which halves with the step.
        assertEquals(16, coarse / fine, 0.6);
        assertEquals(16, fine / finest, 0.3);
    }

    @Test
    void neighboursPullWithTheCubeOfTheirDistanceAndTheControlActsOnTheLastMass() {
        double h = 1e-6;
        double[] start = {0, 1, 3, 0, 0, 0};
        double[] end = new double[6];
        new Oscillators(ForceLaw.CUBIC, 3, COUPLING, 3, 1, h).simulator().simulate(1, start, new double[] {2}, end);
        double[] accelerations = {end[3] / h, end[4] / h, end[5] / h};
        // Distances 1 and 2; of the first step the error is of relative size h².
        double[] expected = {COUPLING, -1 - COUPLING + 8 * COUPLING, -3 - 8 * COUPLING + 3 * 2};
        assertArrayEquals(expected, accelerations, 1e-9);
    }

    @Test
    void singleMassMovesAsALinearOne() {
        double[] start = {0.6, 0.8};
        double[] controls = {0.3, -0.2, 1, 0.5};
        double[] expected = new double[2];
        new Oscillators(ForceLaw.LINEAR, 1, COUPLING, 3, 4, 0.25).simulator().simulate(1, start, controls, expected);
        double[] end = new double[2];
        new Oscillators(ForceLaw.CUBIC, 1, COUPLING, 3, 4, 0.25).simulator().simulate(1, start, controls, end);
        assertArrayEquals(expected, end, 1e-15); // rounding of four steps below 1
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void chainsOfAnyLengthHaveTheirDerivatives(int masses) {
        Simulator simulator = new Oscillators(ForceLaw.CUBIC, masses, COUPLING, 2, 6, 0.1).simulator();
        assertEquals(2 * masses, simulator.stateSize());
        assertEquals(2 * masses, simulator.outputSize());
        assertEquals(6, simulator.controlSize());
        SimulatorChecks.assertConsistent(simulator);
    }

    /** Of three masses over a unit of time. Over many, RK4's loss of energy, of fifth order, would come through. */
    private static double energyError(int steps) {
        double[] end = new double[START.length];
        new Oscillators(ForceLaw.CUBIC, 3, COUPLING, 1, steps, 1.0 / steps)
                .simulator()
                .simulate(1, START, new double[steps], end);
        return energy(end) - energy(START);
    }

    private static double energy(double[] state) {
        int masses = state.length / 2;
        double energy = 0;
        for (int j = 0; j < masses; j++) {
            energy += 0.5 * (state[j] * state[j] + state[masses + j] * state[masses + j]);
            double stretch = j + 1 < masses ? state[j + 1] - state[j] : 0;
            energy += 0.25 * COUPLING * Math.pow(stretch, 4);
        }
        return energy;
    }
}
