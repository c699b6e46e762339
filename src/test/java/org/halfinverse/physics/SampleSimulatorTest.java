package org.halfinverse.physics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Also of the products that {@link Simulator} forms from Jacobians by default. */
class SampleSimulatorTest {
    private static final double[] STATES = {10, 20};
    private static final double[] CONTROLS = {1, 2, 3, 4};
    private static final double[] JACOBIANS = {2, 1, 10, 0, 0, 4, 4, 3, 20, 0, 0, 8};

    @Test
    void simulatesSampleBySample() {
        double[] outputs = new double[6];
        new Products().simulate(2, STATES, CONTROLS, outputs);
        assertArrayEquals(new double[] {2, 10, 4, 12, 60, 16}, outputs);
    }

    @Test
    void linearizesSampleBySample() {
        double[] outputs = new double[6];
        double[] jacobians = new double[12];
        new Products().linearize(2, STATES, CONTROLS, outputs, jacobians);
        assertArrayEquals(new double[] {2, 10, 4, 12, 60, 16}, outputs);
        assertArrayEquals(JACOBIANS, jacobians);
    }

    @Test
    void multipliesByTheTransposedJacobiansByDefault() {
        double[] controlCotangents = new double[4];
        new Products()
                .vectorJacobian(
                        2, STATES, CONTROLS, new double[6], y -> new double[] {1, 2, 3, 4, 5, 6}, controlCotangents);
        assertArrayEquals(new double[] {2 + 20, 1 + 12, 16 + 100, 12 + 48}, controlCotangents);
    }

    @Test
    void multipliesByTheJacobiansByDefault() {
        double[] outputTangents = new double[6];
        new Products().jacobianVector(2, STATES, CONTROLS, new double[] {1, 2, 3, 4}, new double[6], outputTangents);
        assertArrayEquals(new double[] {4, 10, 8, 24, 60, 32}, outputTangents);
    }

    @Test
    void allPassesAreConsistent() {
        SimulatorChecks.assertConsistent(new Products());
    }

    @Test
    void hasItsWidths() {
        Products simulator = new Products();
        assertEquals(1, simulator.stateSize());
        assertEquals(2, simulator.controlSize());
        assertEquals(3, simulator.outputSize());
    }

    @ParameterizedTest
    @CsvSource({"-1, 1, 1", "0, 0, 1", "0, 1, 0"})
    void refusesImpossibleWidths(int stateSize, int controlSize, int outputSize) {
        assertThrows(IllegalArgumentException.class, () -> new Idle(stateSize, controlSize, outputSize));
    }

    /** {@code y = (u₁ u₂, x u₁, u₂²)}. */
    private static final class Products extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        Products() {
            super(1, 2, 3);
        }

        @Override
        protected void simulate(double[] state, double[] control, double[] output) {
            output[0] = control[0] * control[1];
            output[1] = state[0] * control[0];
            output[2] = control[1] * control[1];
        }

        @Override
        protected void jacobian(double[] state, double[] control, double[] jacobian) {
            System.arraycopy(new double[] {control[1], control[0], state[0], 0, 0, 2 * control[1]}, 0, jacobian, 0, 6);
        }
    }

    private static final class Idle extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        Idle(int stateSize, int controlSize, int outputSize) {
            super(stateSize, controlSize, outputSize);
        }

        @Override
        protected void simulate(double[] state, double[] control, double[] output) {}

        @Override
        protected void jacobian(double[] state, double[] control, double[] jacobian) {}
    }
}
