package org.halfinverse.physics;

import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AffineSimulatorTest {
    /** Sums of some ten products of a few units, in two orders. */
    private static final double ROUNDING = 1e-13;

    @ParameterizedTest
    @CsvSource({"3, 4, 2", "0, 4, 2", "1, 1, 1", "5, 2, 6"})
    void doesWhatTheSimulatorDoesThatItWasMadeFrom(int s, int q, int p) {
        Simulator original = new Matrices(s, q, p);
        Simulator affine = new AffineSimulator(original);
        assertEquals(s, affine.stateSize());
        assertEquals(q, affine.controlSize());
        assertEquals(p, affine.outputSize());
        SimulatorChecks.assertSame(original, affine, ROUNDING);
        SimulatorChecks.assertConsistent(affine);
    }

    /** {@code y = c + A x + S u} with entries from a normal law. */
    private static final class Matrices extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        private final double[] offset;
        private final double[] stateMatrix;
        private final double[] controlMatrix;

        Matrices(int s, int q, int p) {
            super(s, q, p);
            offset = gaussian(30, p);
            stateMatrix = gaussian(31, p * s);
            controlMatrix = gaussian(32, p * q);
        }

        @Override
        protected void simulate(double[] state, double[] control, double[] output) {
            for (int k = 0; k < output.length; k++) {
                output[k] = offset[k];
                for (int j = 0; j < state.length; j++) {
                    output[k] += stateMatrix[k * state.length + j] * state[j];
                }
                for (int j = 0; j < control.length; j++) {
                    output[k] += controlMatrix[k * control.length + j] * control[j];
                }
            }
        }

        @Override
        protected void jacobian(double[] state, double[] control, double[] jacobian) {
            System.arraycopy(controlMatrix, 0, jacobian, 0, jacobian.length);
        }
    }
}
