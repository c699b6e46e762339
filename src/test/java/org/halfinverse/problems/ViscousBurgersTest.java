package org.halfinverse.problems;

import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.halfinverse.physics.Simulator;
import org.halfinverse.physics.SimulatorChecks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViscousBurgersTest {
    private static final double VISCOSITY = 0.1;
    private static final double TIME = 0.5;

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 1, 3", "7, 2, 6", "12, 5, 20"})
    void differentiatesItsOwnStepsExactly(int points, int segments, int steps) {
        ViscousBurgers burgers = new ViscousBurgers(points, segments, steps, 0.4, 0.05);
        assertEquals(points, burgers.stateSize());
        assertEquals(points * segments, burgers.controlSize());
        assertEquals(points, burgers.outputSize());
        SimulatorChecks.assertConsistent(burgers);
    }

    @Test
    void isOfSecondOrderInSpaceAndFirstInTime() {
        // Refined together, Δt ∝ h², both errors fall to a quarter each time.
        double coarse = coleHopfError(15, 40);
        double fine = coleHopfError(31, 160);
        double finest = coleHopfError(63, 640);
        // Next terms of the error are of relative order h², with a wave number of some units.
        assertEquals(4, coarse / fine, 0.2);
        assertEquals(4, fine / finest, 0.05);
        assertTrue(finest < 1e-3 && finest > 1e-9, "between the size of the solution and its rounding");
    }

    @Test
    void isOfFirstOrderInTime() {
        double[] reference = coleHopfEnd(15, 40 << 12);
        double coarse = distance(coleHopfEnd(15, 40), reference);
        double fine = distance(coleHopfEnd(15, 80), reference);
        double finest = distance(coleHopfEnd(15, 160), reference);
        // Next terms of the error are of relative size Δt times rates of some units.
        assertEquals(2, coarse / fine, 0.05);
        assertEquals(2, fine / finest, 0.025);
    }

    @Test
    void forceHoldsTheVelocityThatItBalances() {
        // v = sin πx stays where f = v v' − ν v'', but for terms of order h² of the scheme.
        double coarse = driftOfABalancedSine(15);
        double fine = driftOfABalancedSine(31);
        assertTrue(fine < 2e-3);
        assertEquals(4, coarse / fine, 0.1); // the next term is of relative order (πh)²
    }

    @Test
    void eachSegmentOfTheForceActsInItsOwnTime() {
        int points = 5;
        double[] start = gaussian(1, points);
        double[] forces = gaussian(2, 2 * points);
        double[] half = end(new ViscousBurgers(points, 1, 4, 0.3, VISCOSITY), start, Arrays.copyOf(forces, points));
        double[] expected = end(
                new ViscousBurgers(points, 1, 4, 0.3, VISCOSITY), half, Arrays.copyOfRange(forces, points, 2 * points));
        assertArrayEquals(expected, end(new ViscousBurgers(points, 2, 8, 0.6, VISCOSITY), start, forces));
    }

    @Test
    void momentumChangesOnlyByForceAndWhatFlowsThroughTheEnds() {
        int points = 9;
        double h = 1.0 / (points + 1);
        double dt = 0.01;
        double[] v = gaussian(3, points);
        double[] force = gaussian(4, points);
        double[] next = end(new ViscousBurgers(points, 1, 1, dt, VISCOSITY), v, force);
        double throughEnds = v[0] * v[0] / 6 - v[points - 1] * v[points - 1] / 6;
        double friction = -VISCOSITY * (next[0] + next[points - 1]) / h;
        double expected = h * sum(v) + dt * (throughEnds + friction + h * sum(force));
        assertEquals(expected, h * sum(next), 1e-15); // a sum of nine numbers of a few tenths
    }

    @Test
    void withoutForceEnergyDecays() {
        int points = 20;
        double[] v = gaussian(5, points);
        ViscousBurgers step = new ViscousBurgers(points, 1, 1, 0.005, VISCOSITY);
        double initial = energy(v);
        for (int i = 0; i < 200; i++) {
            double before = energy(v);
            v = end(step, v, new double[points]);
            assertTrue(energy(v) < before);
        }
        // The smoothest mode loses most slowly, exp(−2 π² ν t) = 0.14 in the time of 1, the others sooner.
        assertTrue(energy(v) < 0.14 * initial);
    }

    @Test
    void advectionAloneKeepsTheEnergy() {
        // With hardly any viscosity, what an explicit step of length Δt adds is of order Δt² a step.
        double coarse = energyGain(0.002);
        double fine = energyGain(0.001);
        assertTrue(coarse > 0 && coarse < 0.01);
        assertEquals(4, coarse / fine, 1e-6); // exactly Δt² in one step, but for rounding and viscosity of 1e-12
    }

    @ParameterizedTest
    @CsvSource({"1", "31", "33", "70"})
    void aSampleDoesNotDependOnItsBlock(int samples) {
        int points = 4;
        ViscousBurgers burgers = new ViscousBurgers(points, 2, 6, 0.5, VISCOSITY);
        int q = burgers.controlSize();
        double[] states = gaussian(6, samples * points);
        double[] controls = gaussian(7, samples * q);
        double[] directions = gaussian(8, samples * q);
        double[] factors = gaussian(9, samples * points);
        Passes block = new Passes(burgers, samples, states, controls, directions, factors);
        for (int i = 0; i < samples; i++) {
            Passes alone = new Passes(
                    burgers,
                    1,
                    row(states, i, points),
                    row(controls, i, q),
                    row(directions, i, q),
                    row(factors, i, points));
            // Bit for bit: the same operations in the same order.
            assertArrayEquals(alone.outputs, row(block.outputs, i, points));
            assertArrayEquals(alone.jacobians, row(block.jacobians, i, points * q));
            assertArrayEquals(alone.pulled, row(block.pulled, i, q));
            assertArrayEquals(alone.pushed, row(block.pushed, i, points));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 1, 1",
        "3, 0, 1, 1, 1",
        "3, 1, 0, 1, 1",
        "3, 1, 1, 0, 1",
        "3, 1, 1, 1, 0",
        "3, 1, 1, NaN, 1",
        "3, 2, 5, 1, 1"
    })
    void refusesWhatIsOutOfRange(int points, int segments, int steps, double time, double viscosity) {
        assertThrows(
                IllegalArgumentException.class, () -> new ViscousBurgers(points, segments, steps, time, viscosity));
    }

    /** All four passes of a block. */
    private static final class Passes {
        private final double[] outputs;
        private final double[] jacobians;
        private final double[] pulled;
        private final double[] pushed;

        Passes(
                Simulator simulator,
                int samples,
                double[] states,
                double[] controls,
                double[] directions,
                double[] factors) {
            outputs = new double[samples * simulator.outputSize()];
            jacobians = new double[outputs.length * simulator.controlSize()];
            pulled = new double[controls.length];
            pushed = new double[outputs.length];
            simulator.linearize(samples, states, controls, outputs, jacobians);
            simulator.vectorJacobian(samples, states, controls, outputs, y -> factors, pulled);
            simulator.jacobianVector(samples, states, controls, directions, outputs, pushed);
        }
    }

    /**
     * The solution {@code v = −2ν φ_x/φ} of Cole and Hopf, from the heat equation's {@code φ = a + e^(−νπ²t) cos πx}: it
     * vanishes at 0 and 1.
     */
    private static double coleHopf(double x, double t) {
        double wave = Math.exp(-VISCOSITY * Math.PI * Math.PI * t);
        return 2 * VISCOSITY * Math.PI * wave * Math.sin(Math.PI * x) / (1.2 + wave * Math.cos(Math.PI * x));
    }

    private static double coleHopfError(int points, int steps) {
        return distance(coleHopfEnd(points, steps), onGrid(points, TIME));
    }

    private static double[] coleHopfEnd(int points, int steps) {
        return end(new ViscousBurgers(points, 1, steps, TIME, VISCOSITY), onGrid(points, 0), new double[points]);
    }

    private static double[] onGrid(int points, double t) {
        double[] field = new double[points];
        Arrays.setAll(field, j -> coleHopf((j + 1.0) / (points + 1), t));
        return field;
    }

    /** The distance from sin πx after a time in which it settles. */
    private static double driftOfABalancedSine(int points) {
        double[] sine = new double[points];
        double[] force = new double[points];
        for (int j = 0; j < points; j++) {
            double x = Math.PI * (j + 1) / (points + 1);
            sine[j] = Math.sin(x);
            force[j] = Math.PI * Math.sin(x) * Math.cos(x) + VISCOSITY * Math.PI * Math.PI * Math.sin(x);
        }
        return distance(end(new ViscousBurgers(points, 1, 4000, 20, VISCOSITY), sine, force), sine);
    }

    private static double energyGain(double timeStep) {
        double[] v = gaussian(10, 12);
        return energy(end(new ViscousBurgers(12, 1, 1, timeStep, 1e-12), v, new double[12])) - energy(v);
    }

    private static double[] end(ViscousBurgers burgers, double[] start, double[] force) {
        double[] output = new double[start.length];
        burgers.simulate(1, start, force, output);
        return output;
    }

    private static double distance(double[] v, double[] w) {
        double largest = 0;
        for (int j = 0; j < v.length; j++) {
            // On every grid the points of the coarsest one: a maximum over other points would blur the order.
            if ((j + 1) % ((v.length + 1) / 16) == 0) {
                largest = Math.max(largest, Math.abs(v[j] - w[j]));
            }
        }
        return largest;
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }

    private static double energy(double[] v) {
        return Arrays.stream(v).map(x -> x * x / 2).sum() / (v.length + 1);
    }

    private static double[] row(double[] rows, int i, int width) {
        return Arrays.copyOfRange(rows, i * width, (i + 1) * width);
    }
}
