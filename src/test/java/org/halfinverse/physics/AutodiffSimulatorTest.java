package org.halfinverse.physics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.hipparchus.CalculusFieldElement;
import org.hipparchus.util.MathArrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutodiffSimulatorTest {

    @ParameterizedTest
    @CsvSource({"1, 0.3", "7, 0.2", "40, 0.05"})
    void agreesWithTheHandWrittenDerivativesOfTheSameSteps(int steps, double stepSize) {
        Simulator automatic = new Pendulum(steps, stepSize);
        Simulator byHand = new DrivenPendulum(steps, stepSize);
        // Some 150 operations a step on numbers of a few units, rounded in two orders, and sines that may differ in the
        // last place, carried on by derivatives of a few units: of 300 other samples the worst differs by 9e-14.
        SimulatorChecks.assertSame(byHand, automatic, 1e-13);
    }

    /** Below, at, and beyond the number of directions that one run carries, and where the last run has but one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 64, 70})
    void differentiatesControlsOfAnyWidth(int q) {
        SimulatorChecks.assertConsistent(new Waves(2, q));
    }

    @Test
    void needsNoState() {
        SimulatorChecks.assertConsistent(new Waves(0, 3));
    }

    @Test
    void differentiatesTheBranchThatIsTaken() {
        double[] jacobians = new double[2];
        new AbsoluteValue().linearize(2, new double[0], new double[] {-3, 5}, new double[2], jacobians);
        assertArrayEquals(new double[] {-1, 1}, jacobians);
    }

    @Test
    void anOutputOfAnotherLengthIsNamed() {
        Simulator simulator = new TooManyOutputs();
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> simulator.simulate(1, new double[1], new double[2], new double[1]));
        assertEquals(TooManyOutputs.SENTENCE, e.getMessage());
    }

    @Test
    void anEntryOfTheOutputThatWasForgottenIsNamed() {
        Simulator simulator = new Forgetful();
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> simulator.simulate(1, new double[2], new double[1], new double[2]));
        assertEquals(
                "org.halfinverse.physics.AutodiffSimulatorTest$Forgetful leaves entry 1 of its 2 outputs null",
                e.getMessage());
    }

    /** The steps of {@link DrivenPendulum}, which differentiates them by hand. */
    private static final class Pendulum extends AutodiffSimulator {
        private static final long serialVersionUID = 1L;

        private final double h;

        Pendulum(int steps, double stepSize) {
            super(2, 2 * steps, 2);
            h = stepSize;
        }

        @Override
        protected <T extends CalculusFieldElement<T>> T[] simulate(T[] state, T[] control) {
            T angle = state[0];
            T velocity = state[1];
            for (int step = 0; 2 * step < control.length; step++) {
                double t = step * h;
                T force = control[2 * step];
                T spring = control[2 * step + 1];
                T k1 = acceleration(t, angle, velocity, force, spring);
                T velocity2 = velocity.add(k1.multiply(h / 2));
                T k2 = acceleration(t + h / 2, angle.add(velocity.multiply(h / 2)), velocity2, force, spring);
                T velocity3 = velocity.add(k2.multiply(h / 2));
                T k3 = acceleration(t + h / 2, angle.add(velocity2.multiply(h / 2)), velocity3, force, spring);
                T velocity4 = velocity.add(k3.multiply(h));
                T k4 = acceleration(t + h, angle.add(velocity3.multiply(h)), velocity4, force, spring);
                angle = angle.add(sum(velocity, velocity2, velocity3, velocity4).multiply(h / 6));
                velocity = velocity.add(sum(k1, k2, k3, k4).multiply(h / 6));
            }
            state[0] = angle;
            state[1] = velocity;
            return state;
        }

        private static <T extends CalculusFieldElement<T>> T acceleration(
                double t, T angle, T velocity, T force, T spring) {
            return angle.sin()
                    .negate()
                    .subtract(velocity.multiply(0.1))
                    .add(force.multiply(Math.cos(3 * t)))
                    .subtract(spring.square().multiply(angle.pow(3)));
        }

        private static <T extends CalculusFieldElement<T>> T sum(T k1, T k2, T k3, T k4) {
            return k1.add(k2.add(k3).multiply(2)).add(k4);
        }
    }

    /** {@code y_k = sin(Σ_j (k+1) u_j / (j+1) + Σ_l x_l)}, k = 0, 1: every output feels every entry of the control. */
    private static final class Waves extends AutodiffSimulator {
        private static final long serialVersionUID = 1L;

        Waves(int stateSize, int controlSize) {
            super(stateSize, controlSize, 2);
        }

        @Override
        protected <T extends CalculusFieldElement<T>> T[] simulate(T[] state, T[] control) {
            T[] output = MathArrays.buildArray(control[0].getField(), 2);
            for (int k = 0; k < output.length; k++) {
                for (int j = 0; j < control.length; j++) {
                    output[k] = output[k].add(control[j].multiply(k + 1.0).divide(j + 1.0));
                }
                for (T x : state) {
                    output[k] = output[k].add(x);
                }
                output[k] = output[k].sin();
            }
            return output;
        }
    }

    private static final class AbsoluteValue extends AutodiffSimulator {
        private static final long serialVersionUID = 1L;

        AbsoluteValue() {
            super(0, 1, 1);
        }

        @Override
        protected <T extends CalculusFieldElement<T>> T[] simulate(T[] state, T[] control) {
            if (control[0].getReal() < 0) {
                control[0] = control[0].negate();
            }
            return control;
        }
    }

    private static final class Forgetful extends AutodiffSimulator {
        private static final long serialVersionUID = 1L;

        Forgetful() {
            super(2, 1, 2);
        }

        @Override
        protected <T extends CalculusFieldElement<T>> T[] simulate(T[] state, T[] control) {
            state[1] = null;
            return state;
        }
    }
}
