package org.halfinverse.problems;

import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.physics.Simulator;
import org.halfinverse.physics.SimulatorChecks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DipoleSimulatorTest {
    private static final int GRID_POINTS = 16;
    private static final double LENGTH = 2;
    private static final int STEPS = 384;
    private static final double STEP_SIZE = 0.05;
    private static final Simulator SIMULATOR = new DipoleSimulator(GRID_POINTS, LENGTH, STEPS, STEP_SIZE);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 1, 10, 1000})
    void keepsTheNormUnderAnyControl(double strength) {
        double[] state = gaussian(1, 28);
        double[] controls = Vectors.scaled(strength, gaussian(2, STEPS));
        double[] output = new double[28];
        SIMULATOR.simulate(1, Vectors.scaled(1 / Vectors.norm(state), state), controls, output);
        assertEquals(1, Vectors.norm(output), 1e-12); // 384 steps of a few dozen roundings each
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 14})
    void freeEigenstatesOnlyTurnTheirPhase(int n) {
        double[] state = eigenstate(n);
        double[] output = new double[28];
        SIMULATOR.simulate(1, state, new double[STEPS], output);
        double dx = LENGTH / (GRID_POINTS - 1);
        double energy = 4 / (dx * dx) * Math.pow(Math.sin(n * Math.PI / (2 * (GRID_POINTS - 1))), 2);
        // ((1 − i dt/2 E) / (1 + i dt/2 E))^steps.
        double phase = -2 * STEPS * Math.atan(STEP_SIZE / 2 * energy);
        double[] expected = new double[28];
        for (int j = 0; j < 28; j += 2) {
            expected[j] = Math.cos(phase) * state[j];
            expected[j + 1] = Math.sin(phase) * state[j];
        }
        assertArrayEquals(expected, output, 1e-12); // 384 steps of a few dozen roundings each
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 4, 0.1", "4, 0.5, 3, 0.01", "9, 2, 20, 0.05", "16, 2, 20, 0.05", "16, 30, 5, 3"})
    void solvesTheEquationsOfCrankAndNicolson(int gridPoints, double length, int steps, double stepSize) {
        int points = gridPoints - 2;
        double[] state = gaussian(3, 2 * points);
        double[] controls = gaussian(4, steps);
        double[] output = new double[2 * points];
        new DipoleSimulator(gridPoints, length, steps, stepSize).simulate(1, state, controls, output);
        double[] expected = state;
        for (double u : controls) {
            expected = denseStep(expected, length / (gridPoints - 1), stepSize, u);
        }
        assertArrayEquals(expected, output, 1e-12); // 20 steps, dense systems of condition below 100
    }

    @Test
    void isOfSecondOrderInTime() {
        double[] reference = atTimeHalf(64);
        double coarse = distance(atTimeHalf(2), reference);
        double fine = distance(atTimeHalf(4), reference);
        double finest = distance(atTimeHalf(8), reference);
        // 2² but for the next term of the error, and for that of the reference, (8/64)² of the last one's.
        assertEquals(4, coarse / fine, 0.4);
        assertEquals(4, fine / finest, 0.1);
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 1, 0.1", "4, 1.5, 2, 0.2", "8, 2, 7, 0.05"})
    void differentiatesItsOwnStepsExactly(int gridPoints, double length, int steps, double stepSize) {
        Simulator simulator = new DipoleSimulator(gridPoints, length, steps, stepSize);
        assertEquals(2 * (gridPoints - 2), simulator.stateSize());
        assertEquals(2 * (gridPoints - 2), simulator.outputSize());
        assertEquals(steps, simulator.controlSize());
        SimulatorChecks.assertConsistent(simulator);
    }

    @Test
    void samplesOfABlockHaveTheBitsThatTheyHaveAlone() {
        int samples = 37; // more than two tiles of 16
        Simulator simulator = new DipoleSimulator(6, LENGTH, 5, STEP_SIZE);
        double[] states = gaussian(5, samples * 8);
        double[] controls = gaussian(6, samples * 5);
        double[][] together = allPasses(simulator, samples, states, controls);
        for (int i = 0; i < samples; i++) {
            double[][] alone = allPasses(simulator, 1, sample(states, i, samples), sample(controls, i, samples));
            for (int pass = 0; pass < together.length; pass++) {
                assertArrayEquals(sample(together[pass], i, samples), alone[pass]);
            }
        }
    }

    @Test
    void refusesGridsWithoutInsideAndLengthsThatAreNotPositive() {
        assertThrows(IllegalArgumentException.class, () -> new DipoleSimulator(2, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new DipoleSimulator(3, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new DipoleSimulator(3, 1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new DipoleSimulator(3, 1, 1, -1));
        assertThrows(IllegalArgumentException.class, () -> new DipoleSimulator(3, 1, 1, Double.NaN));
    }

    /** (I + i dt/2 H) ψ' = (I − i dt/2 H) ψ as a real system for all real and then all imaginary parts. */
    private static double[] denseStep(double[] psi, double dx, double stepSize, double u) {
        int points = psi.length / 2;
        DMatrixRMaj implicit = CommonOps_DDRM.identity(2 * points);
        DMatrixRMaj explicit = CommonOps_DDRM.identity(2 * points);
        for (int j = 0; j < points; j++) {
            for (int k = Math.max(0, j - 1); k <= Math.min(points - 1, j + 1); k++) {
                double hamiltonian = j == k ? 2 / (dx * dx) + u * (j + 1) * dx : -1 / (dx * dx);
                implicit.set(j, points + k, -stepSize / 2 * hamiltonian);
                implicit.set(points + j, k, stepSize / 2 * hamiltonian);
                explicit.set(j, points + k, stepSize / 2 * hamiltonian);
                explicit.set(points + j, k, -stepSize / 2 * hamiltonian);
            }
        }
        DMatrixRMaj parts = new DMatrixRMaj(2 * points, 1);
        for (int j = 0; j < points; j++) {
            parts.set(j, psi[2 * j]);
            parts.set(points + j, psi[2 * j + 1]);
        }
        DMatrixRMaj right = new DMatrixRMaj(2 * points, 1);
        DMatrixRMaj solution = new DMatrixRMaj(2 * points, 1);
        CommonOps_DDRM.mult(explicit, parts, right);
        assertTrue(CommonOps_DDRM.solve(implicit, right, solution));
        double[] next = new double[2 * points];
        for (int j = 0; j < points; j++) {
            next[2 * j] = solution.get(j);
            next[2 * j + 1] = solution.get(points + j);
        }
        return next;
    }

    /** From 4 pieces of constant field, each cut into so many steps; from a smooth start, of low energies. */
    private static double[] atTimeHalf(int cuts) {
        int steps = 4 * cuts;
        double[] controls = new double[steps];
        Arrays.setAll(controls, step -> Math.sin(1 + step / cuts));
        double[] start = eigenstate(1);
        Vectors.addScaled(0.5, eigenstate(2), start);
        double[] output = new double[28];
        new DipoleSimulator(GRID_POINTS, LENGTH, steps, 0.5 / steps).simulate(1, start, controls, output);
        return output;
    }

    private static double[] eigenstate(int n) {
        double[] state = new double[28];
        for (int j = 0; j < 14; j++) {
            state[2 * j] = Math.sqrt(2.0 / 15) * Math.sin(n * Math.PI * (j + 1) / 15);
        }
        return state;
    }

    /** Outputs, Jacobians and both products. */
    private static double[][] allPasses(Simulator simulator, int samples, double[] states, double[] controls) {
        double[] simulated = filled(states.length);
        simulator.simulate(samples, states, controls, simulated);
        double[] outputs = filled(states.length);
        double[] jacobians = filled(states.length * simulator.controlSize());
        simulator.linearize(samples, states, controls, outputs, jacobians);
        double[] controlCotangents = filled(controls.length);
        simulator.vectorJacobian(samples, states, controls, filled(states.length), y -> y, controlCotangents);
        double[] outputTangents = filled(states.length);
        simulator.jacobianVector(samples, states, controls, controls, filled(states.length), outputTangents);
        return new double[][] {simulated, outputs, jacobians, controlCotangents, outputTangents};
    }

    private static double[] sample(double[] block, int i, int samples) {
        int width = block.length / samples;
        return Arrays.copyOfRange(block, i * width, (i + 1) * width);
    }

    private static double distance(double[] x, double[] y) {
        double[] difference = x.clone();
        Vectors.addScaled(-1, y, difference);
        return Vectors.norm(difference);
    }

    private static double[] filled(int length) {
        double[] result = new double[length];
        Arrays.fill(result, Double.NaN);
        return result;
    }
}
