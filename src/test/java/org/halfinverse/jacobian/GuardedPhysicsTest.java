package org.halfinverse.jacobian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.FaultyClassException;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.samples.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose fault it is, and for which sample. */
class GuardedPhysicsTest {
    private static final String NAME = GuardedPhysicsTest.class.getName() + "$Function";

    private final Samples block = new Samples(new long[] {40, 17, 30}, new double[3], new double[3], new double[3]);

    @Test
    void theFirstSampleThatFailsByItselfIsNamedByItsNumber() {
        FaultyClassException fault =
                assertThrows(FaultyClassException.class, () -> simulate(u -> 1.0 / (6 % Math.round(u)), 5, 0, 0));
        assertTrue(
                fault.getMessage().startsWith(NAME + ".simulate threw ArithmeticException for sample 17: / by zero ("),
                fault.getMessage());
    }

    @Test
    void aResultThatIsNotFiniteIsTheSimulatorsWhereTheControlIs() {
        assertEquals(
                NAME + ".simulate gave NaN at output y[0] of sample 30, whose largest control is 3.00",
                assertThrows(NonFiniteException.class, () -> simulate(u -> u > 2 ? Double.NaN : u, 0, -5, 3))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "1e200"})
    void aControlThatNoSimulationCanFollowExplainsWhateverComesOfIt(double control) {
        assertEquals(
                Double.POSITIVE_INFINITY, simulate(u -> u * u > 1e300 ? Double.POSITIVE_INFINITY : u, 0, 1e200, 3)[1]);
        NonFiniteException diverged = assertThrows(
                NonFiniteException.class,
                () -> simulate(
                        u -> {
                            if (!(u < 1e50)) {
                                throw new IllegalStateException("no convergence");
                            }
                            return u;
                        },
                        0,
                        control,
                        3));
        assertEquals("the control of sample 17 is " + control, diverged.getMessage());
    }

    @Test
    void aBlameIsNotLaidOnASampleForItsNeighbour() {
        // Sample 17 explains its own infinity, but not that of sample 30.
        assertEquals(
                NAME + ".simulate gave -Infinity at output y[0] of sample 30, whose largest control is 3.00",
                assertThrows(
                                NonFiniteException.class,
                                () -> simulate(u -> u > 2 ? Double.NEGATIVE_INFINITY : u, 0, Double.NaN, 3))
                        .getMessage());
    }

    private double[] simulate(DoubleUnaryOperator function, double... controls) {
        double[] outputs = new double[3];
        new GuardedPhysics(new Function(function), SquaredError.FULL).simulate(block, controls, outputs);
        return outputs;
    }

    @SuppressWarnings("serial") // never serialised
    private static final class Function extends SampleSimulator {
        private final DoubleUnaryOperator function;

        Function(DoubleUnaryOperator function) {
            super(1, 1, 1);
            this.function = function;
        }

        @Override
        protected void simulate(double[] x, double[] u, double[] y) {
            y[0] = function.applyAsDouble(u[0]);
        }

        @Override
        protected void jacobian(double[] x, double[] u, double[] jacobian) {
            jacobian[0] = 1;
        }
    }
}
