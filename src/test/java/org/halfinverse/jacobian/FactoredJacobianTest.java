package org.halfinverse.jacobian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.halfinverse.check.DerivativeCheck;
import org.halfinverse.check.Finding;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Standardization;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FactoredJacobianTest {
    private static final int SAMPLES = 7;
    /** Entries are of order 1 and sums have a few dozen terms: rounding stays below 1e-14. */
    private static final double ROUNDING = 1e-13;

    private final PhysicsModel model = Models.small(Activation.TANH);
    private final double[] theta = Models.theta(model, 1);
    private final Samples block = Models.samples(0, SAMPLES);
    private final double weight = 1.0 / SAMPLES;
    private final FactoredJacobian jacobian = model.linearize(theta, block, weight);

    @ParameterizedTest
    @EnumSource(Activation.class)
    void rowsAreTheDerivativesOfTheOutputs(Activation activation) {
        PhysicsModel other = Models.small(activation);
        double[] point = Models.theta(other, 2);
        int[] all = IntStream.range(0, point.length).toArray();
        CounterRandom random = CounterRandom.of(1, Stream.DERIVATIVE_CHECK, 0);
        // Extrapolated central differences are right to about 1e-12.
        for (Finding finding : new DerivativeCheck(other, point, block, 1e-9).run(all, random)) {
            assertTrue(finding.passes(), finding.toString());
        }
    }

    /** Jacobian and gradient of the loss, behind maps that are no longer of size 1. */
    @Test
    void standardisedModelsHaveDerivativesToo() {
        PhysicsModel standardized = model.with(
                model.network().standardizing(new Standardization(new double[] {0.5, -1, 0}, new double[] {0.2, 3, 1})),
                model.loss().standardized(new double[] {1, 0, -2}, new double[] {0.5, 2, 4}));
        int[] all = IntStream.range(0, theta.length).toArray();
        CounterRandom random = CounterRandom.of(1, Stream.DERIVATIVE_CHECK, 0);
        for (Finding finding : new DerivativeCheck(standardized, theta, block, 1e-9).run(all, random)) {
            assertTrue(finding.passes(), finding.toString());
        }
    }

    @Test
    void productIsThatOfTheExplicitRows() {
        double[] v = random(model.network().parameterCount());
        double[] expected = new double[jacobian.rows()];
        for (int row = 0; row < expected.length; row++) {
            expected[row] = Vectors.dot(row(row), v);
        }
        assertArrayEquals(expected, jacobian.product(v), ROUNDING);
    }

    @Test
    void transposeProductIsAddedToTheResult() {
        double[] w = random(jacobian.rows());
        double[] expected = new double[jacobian.columns()];
        Arrays.fill(expected, 3);
        double[] actual = expected.clone();
        for (int row = 0; row < w.length; row++) {
            Vectors.addScaled(w[row], row(row), expected);
        }
        jacobian.addTransposeProduct(w, actual);
        assertArrayEquals(expected, actual, ROUNDING);
    }

    @Test
    void oneReversePassGivesTheSameLossAndGradientAsTheJacobian() {
        double[] expected = new double[jacobian.columns()];
        jacobian.addTransposeProduct(jacobian.lossGradient(), expected);
        double[] actual = new double[jacobian.columns()];
        double loss = model.addLossGradient(theta, block, weight, actual);
        assertArrayEquals(expected, actual, ROUNDING);
        assertEquals(jacobian.loss(), loss, ROUNDING);
        assertEquals(Arrays.stream(model.losses(theta, block)).average().orElseThrow(), loss, ROUNDING);
    }

    @Test
    void aSampleDoesNotDependOnItsNeighbours() {
        FactoredJacobian alone = model.linearize(theta, block.select(4), weight);
        for (int k = 0; k < Models.OUTPUTS; k++) {
            double[] row = new double[alone.columns()];
            alone.rowWriter().write(k, row, 0);
            assertArrayEquals(row(4 * Models.OUTPUTS + k), row, ROUNDING);
        }
    }

    @Test
    void vectorsOfTheWrongLengthAreRefusedWithBothNumbers() {
        String message = assertThrows(IllegalArgumentException.class, () -> jacobian.product(new double[3]))
                .getMessage();
        assertEquals("v has 3 entries instead of " + jacobian.columns(), message);
    }

    @Test
    void aNonFiniteSampleIsNamed() {
        Samples broken = Models.samples(100, 3);
        broken.states()[1] = Double.POSITIVE_INFINITY;
        for (NonFiniteException e : new NonFiniteException[] {
            assertThrows(NonFiniteException.class, () -> model.linearize(theta, broken, 1)),
            assertThrows(
                    NonFiniteException.class, () -> model.addLossGradient(theta, broken, 1, new double[theta.length]))
        }) {
            assertEquals("the loss of sample 101 is NaN", e.getMessage());
        }
    }

    private double[] row(int row) {
        double[] values = new double[jacobian.columns() + 2];
        jacobian.rowWriter().write(row, values, 1);
        return Arrays.copyOfRange(values, 1, values.length - 1);
    }

    private static double[] random(int length) {
        return CounterRandom.of(5, Stream.DERIVATIVE_CHECK, length)
                .doubles(length, -1, 1)
                .toArray();
    }
}
