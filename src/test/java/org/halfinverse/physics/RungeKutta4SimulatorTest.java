package org.halfinverse.physics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RungeKutta4SimulatorTest {
    @Test
    void isOfFourthOrder() {
        double[] reference = finalState(64);
        double coarse = distance(finalState(2), reference);
        double fine = distance(finalState(4), reference);
        double finest = distance(finalState(8), reference);
        // 2⁴ = 16 but for the next term of the error, which is of relative size h ≤ 1/8.
        assertEquals(16, coarse / fine, 2);
        assertEquals(16, fine / finest, 1);
    }

    @Test
    void agreesWithAStepByHand() {
        // From rest, u₁ = 1: the four stages of w, and those of φ that follow from them.
        double h = 0.2;
        double c = Math.cos(1.5 * h);
        double d = Math.cos(3 * h);
        double k2 = c - 0.1 * h / 2;
        double k3 = c - Math.sin(h * h / 4) - 0.1 * h / 2 * k2;
        double phi4 = h * h / 2 * k2;
        double k4 = d - Math.sin(phi4) - 0.1 * h * k3;
        double[] y = new double[2];
        new DrivenPendulum(1, h).simulate(1, new double[2], new double[] {1, 0}, y);
        double[] expected = {h / 6 * (2 * h / 2 + 2 * h / 2 * k2 + h * k3), h / 6 * (1 + 2 * k2 + 2 * k3 + k4)};
        assertArrayEquals(expected, y, 2e-16); // a few roundings of numbers below 1/4
    }

    @ParameterizedTest
    @CsvSource({"1, 0.3", "2, 0.1", "7, 0.2"})
    void differentiatesItsOwnStepsExactly(int steps, double stepSize) {
        DrivenPendulum pendulum = new DrivenPendulum(steps, stepSize);
        assertEquals(2, pendulum.stateSize());
        assertEquals(2 * steps, pendulum.controlSize());
        assertEquals(2, pendulum.outputSize());
        SimulatorChecks.assertConsistent(pendulum);
    }

    @Test
    void refusesLengthsThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> new DrivenPendulum(0, 0.1));
        assertEquals(
                "2000000000 steps of 2 controls each do not fit one array",
                assertThrows(IllegalArgumentException.class, () -> new DrivenPendulum(2_000_000_000, 0.1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new DrivenPendulum(3, 0));
        assertThrows(IllegalArgumentException.class, () -> new DrivenPendulum(Integer.MAX_VALUE, 0.1));
        assertThrows(IllegalArgumentException.class, () -> new DrivenPendulum(3, -0.1));
        assertThrows(IllegalArgumentException.class, () -> new DrivenPendulum(3, Double.NaN));
    }

    /** At time 2, from 8 pieces of constant control, each cut into so many steps. */
    private static double[] finalState(int cuts) {
        int pieces = 8;
        double[] controls = new double[pieces * cuts * 2];
        for (int step = 0; step < pieces * cuts; step++) {
            int piece = step / cuts;
            controls[2 * step] = Math.sin(1 + piece);
            controls[2 * step + 1] = 0.3 * Math.cos(piece);
        }
        double[] output = new double[2];
        new DrivenPendulum(pieces * cuts, 2.0 / (pieces * cuts)).simulate(1, new double[] {1, -0.5}, controls, output);
        return output;
    }

    private static double distance(double[] x, double[] y) {
        double distance = Math.hypot(x[0] - y[0], x[1] - y[1]);
        assertTrue(distance > 1e-12, "rounding would blur the order");
        return distance;
    }
}
