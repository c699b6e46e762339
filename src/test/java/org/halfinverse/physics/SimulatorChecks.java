package org.halfinverse.physics;

import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.halfinverse.TestVectors;

/** What must hold for every simulator, on a block of samples with states and controls of a few units. */
public final class SimulatorChecks {
    private static final int SAMPLES = 3;

    /** Sums of some dozen products of a few units, in two orders. */
    private static final double ROUNDING = 1e-13;
    /** ε times the condition of the inverse, at most 1e5 (of the heat equation). */
    private static final double INVERSE_ROUNDING = 2e-11;

    private final Simulator simulator;
    private final double[] states;
    private final double[] controls;
    private final double[] outputs;
    private final double[] jacobians;

    private SimulatorChecks(Simulator simulator) {
        this.simulator = simulator;
        states = gaussian(20, SAMPLES * simulator.stateSize());
        controls = gaussian(21, SAMPLES * simulator.controlSize());
        outputs = simulate(SAMPLES, states, controls);
        // Filled with what must not be left there: results are overwritten.
        double[] linearizedOutputs = filled(outputs.length);
        jacobians = filled(outputs.length * simulator.controlSize());
        simulator.linearize(SAMPLES, states, controls, linearizedOutputs, jacobians);
        assertArrayEquals(outputs, linearizedOutputs, ROUNDING);
    }

    /** All passes agree with each other and with difference quotients, and each sample stands alone. */
    public static void assertConsistent(Simulator simulator) {
        SimulatorChecks checks = new SimulatorChecks(simulator);
        checks.jacobiansAreDerivatives();
        checks.vectorJacobianIsTheTransposedProduct();
        checks.jacobianVectorIsTheProduct();
        checks.samplesStandAlone();
        checks.anInverseLeadsToTheOutput();
    }

    /** Two simulators give the same outputs and Jacobians, up to a rounding. */
    public static void assertSame(Simulator expected, Simulator actual, double rounding) {
        SimulatorChecks one = new SimulatorChecks(expected);
        SimulatorChecks other = new SimulatorChecks(actual);
        assertArrayEquals(one.outputs, other.outputs, rounding);
        assertArrayEquals(one.jacobians, other.jacobians, rounding);
    }

    private void jacobiansAreDerivatives() {
        int q = simulator.controlSize();
        int p = simulator.outputSize();
        for (int j = 0; j < q; j++) {
            double[] direction = new double[SAMPLES * q];
            for (int i = 0; i < SAMPLES; i++) {
                direction[i * q + j] = 1;
            }
            double[] wide = difference(direction, 1e-4);
            double[] narrow = difference(direction, 0.5e-4);
            for (int row = 0; row < SAMPLES * p; row++) {
                double quotient = (4 * narrow[row] - wide[row]) / 3;
                // Rounding ε/h = 2e-12 times some hundred; truncation h⁴ = 1e-16 times fifth derivatives of up to 1e7.
                assertEquals(quotient, jacobians[row * q + j], 5e-9);
            }
        }
    }

    private double[] difference(double[] direction, double h) {
        return TestVectors.directionalDifference(u -> simulate(SAMPLES, states, u), controls, direction, h);
    }

    private void vectorJacobianIsTheTransposedProduct() {
        int q = simulator.controlSize();
        int p = simulator.outputSize();
        double[] factors = gaussian(22, outputs.length);
        double[] expected = new double[SAMPLES * q];
        for (int row = 0; row < SAMPLES * p; row++) {
            for (int j = 0; j < q; j++) {
                expected[row / p * q + j] += factors[row] * outputs[row] * jacobians[row * q + j];
            }
        }
        double[] newOutputs = filled(outputs.length);
        double[] result = filled(expected.length);
        simulator.vectorJacobian(SAMPLES, states, controls, newOutputs, y -> products(factors, y), result);
        assertArrayEquals(outputs, newOutputs, ROUNDING);
        assertArrayEquals(expected, result, ROUNDING);
    }

    private void jacobianVectorIsTheProduct() {
        int q = simulator.controlSize();
        int p = simulator.outputSize();
        double[] tangents = gaussian(23, SAMPLES * q);
        double[] expected = new double[SAMPLES * p];
        for (int row = 0; row < SAMPLES * p; row++) {
            for (int j = 0; j < q; j++) {
                expected[row] += jacobians[row * q + j] * tangents[row / p * q + j];
            }
        }
        double[] newOutputs = filled(outputs.length);
        double[] result = filled(expected.length);
        simulator.jacobianVector(SAMPLES, states, controls, tangents, newOutputs, result);
        assertArrayEquals(outputs, newOutputs, ROUNDING);
        assertArrayEquals(expected, result, ROUNDING);
    }

    private void samplesStandAlone() {
        for (int i = 0; i < SAMPLES; i++) {
            assertArrayEquals(sample(outputs, i), simulate(1, sample(states, i), sample(controls, i)), ROUNDING);
        }
    }

    private void anInverseLeadsToTheOutput() {
        if (simulator instanceof InvertibleSimulator invertible) {
            double[] elsewhere = gaussian(24, controls.length);
            double[] inverses = filled(controls.length);
            invertible.invert(SAMPLES, states, elsewhere, outputs, inverses);
            assertArrayEquals(outputs, simulate(SAMPLES, states, inverses), INVERSE_ROUNDING);
        }
    }

    private double[] simulate(int samples, double[] x, double[] u) {
        double[] y = filled(samples * simulator.outputSize());
        simulator.simulate(samples, x, u, y);
        return y;
    }

    private static double[] sample(double[] block, int i) {
        int width = block.length / SAMPLES;
        return Arrays.copyOfRange(block, i * width, (i + 1) * width);
    }

    private static double[] products(double[] x, double[] y) {
        double[] result = new double[x.length];
        Arrays.setAll(result, i -> x[i] * y[i]);
        return result;
    }

    private static double[] filled(int length) {
        double[] result = new double[length];
        Arrays.fill(result, 1e6);
        return result;
    }
}
