package org.halfinverse.jacobian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.halfinverse.TestVectors;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Network;
import org.halfinverse.optim.SpectralDescent;
import org.halfinverse.physics.FaultyClassException;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.samples.BatchSchedule;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.spectral.Truncation;
import org.halfinverse.train.Evaluator;
import org.halfinverse.train.Limits;
import org.halfinverse.train.LocalEngine;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.Trainer;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlSubspaceTest {
    private static final int SAMPLES = 7;
    private static final int MANY = 40;
    private static final int HIDDEN = 4;
    /** Entries are of order 1 to 10 and sums have a few dozen terms: rounding stays below 1e-13. */
    private static final double ROUNDING = 1e-12;

    private final Samples block = Models.samples(0, SAMPLES);

    @ParameterizedTest
    @CsvSource({"5, 3", "9, 3", "5, 2", "5, 1", "3, 2", "2, 1"})
    void linearisationExpandedIsThatOfTheWholeControl(int controls, int rank) {
        double[] s = matrix(controls, rank);
        PhysicsModel whole = model(controls, s, Optional.empty());
        PhysicsModel narrow = model(controls, s, Optional.of(s));
        double[] theta = Models.theta(whole, 1);
        FactoredJacobian expected = whole.linearize(theta, block, 0.5);
        FactoredJacobian actual = narrow.linearize(theta, block, 0.5);
        assertEquals(expected.rows(), actual.rows());
        for (int row = 0; row < expected.rows(); row++) {
            assertArrayEquals(row(expected, row), narrow.expand(row(actual, row)), ROUNDING, "row " + row);
        }
        assertArrayEquals(expected.lossGradient(), actual.lossGradient(), ROUNDING);
        assertEquals(expected.loss(), actual.loss(), ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"5, 3", "5, 2", "2, 1"})
    void gradientExpandedIsThatOfTheWholeControl(int controls, int rank) {
        double[] s = matrix(controls, rank);
        PhysicsModel whole = model(controls, s, Optional.empty());
        PhysicsModel narrow = model(controls, s, Optional.of(s));
        double[] theta = Models.theta(whole, 1);
        double[] expected = new double[whole.columns()];
        double[] actual = new double[narrow.columns()];
        double loss = whole.addLossGradient(theta, block, 0.5, expected);
        assertEquals(loss, narrow.addLossGradient(theta, block, 0.5, actual), ROUNDING);
        assertArrayEquals(expected, narrow.expand(actual), ROUNDING);
    }

    /** {@code d·(Eᵀx) = (E d)·x}, and E has orthonormal columns. */
    @ParameterizedTest
    @CsvSource({"5, 3", "5, 2", "2, 1"})
    void restrictionIsTheTransposeOfExpansion(int controls, int rank) {
        double[] s = matrix(controls, rank);
        PhysicsModel narrow = model(controls, s, Optional.of(s));
        double[] direction = TestVectors.gaussian(3, narrow.columns());
        double[] x = TestVectors.gaussian(4, narrow.network().parameterCount());
        assertEquals(Vectors.dot(direction, narrow.restrict(x)), Vectors.dot(narrow.expand(direction), x), ROUNDING);
        assertArrayEquals(direction, narrow.restrict(narrow.expand(direction)), ROUNDING);
    }

    @Test
    void outputsAndLossesAreThoseOfTheWholeControl() {
        double[] s = matrix(5, 3);
        PhysicsModel whole = model(5, s, Optional.empty());
        PhysicsModel narrow = model(5, s, Optional.of(s));
        double[] theta = Models.theta(whole, 1);
        assertArrayEquals(whole.outputs(theta, block), narrow.outputs(theta, block));
        assertArrayEquals(whole.losses(theta, block), narrow.losses(theta, block));
    }

    @ParameterizedTest
    @CsvSource({"5, 3", "9, 3", "5, 2", "5, 1", "3, 2", "2, 1"})
    void theLastLayerIsAsWideAsTheRankOfTheSimulatorsJacobian(int controls, int rank) {
        double[] s = matrix(controls, rank);
        PhysicsModel narrow = model(controls, s, Optional.of(s));
        assertEquals(rank, narrow.differentiatedNetwork().outputSize());
        assertEquals((Models.INPUTS + 1) * HIDDEN + (HIDDEN + 1) * rank, narrow.columns());
        assertEquals(
                (Models.INPUTS + 1) * HIDDEN + (HIDDEN + 1) * controls,
                narrow.network().parameterCount());
        assertEquals(Models.INPUTS + HIDDEN + Models.OUTPUTS * (HIDDEN + rank), narrow.numbersPerSample());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "5, 0"})
    void aJacobianThatFeelsAllOfTheControlOrNothingLeavesTheModelAsItIs(int controls, int rank) {
        double[] s = matrix(controls, rank);
        PhysicsModel whole = model(controls, s, Optional.empty());
        PhysicsModel same = model(controls, s, Optional.of(s));
        assertSame(same.network(), same.differentiatedNetwork());
        assertEquals(same.network().parameterCount(), same.columns());
        double[] theta = Models.theta(whole, 1);
        assertArrayEquals(
                Factors.rows(whole.linearize(theta, block, 1)), Factors.rows(same.linearize(theta, block, 1)));
        assertSame(theta, same.expand(theta));
    }

    @Test
    void aJacobianOfTheWrongLengthIsRefusedWithAllNumbers() {
        double[] s = matrix(5, 3);
        String message = assertThrows(FaultyClassException.class, () -> model(5, s, Optional.of(new double[4])))
                .getMessage();
        assertTrue(
                message.endsWith(
                        "$Affine.constantJacobian returned 4 numbers instead of 3 × 5, outputs times controls"),
                message);
    }

    @ParameterizedTest
    @CsvSource({"5, NaN", "5, Infinity", "2, NaN"})
    void aJacobianThatIsNotFiniteIsRefusedWithItsEntry(int controls, double entry) {
        double[] s = matrix(controls, Math.min(controls, Models.OUTPUTS));
        s[1] = entry;
        String message = assertThrows(NonFiniteException.class, () -> model(controls, s, Optional.of(s)))
                .getMessage();
        assertTrue(
                message.endsWith("$Affine.constantJacobian gave " + entry + " at output y[0], control u[1]"), message);
    }

    @ParameterizedTest
    @CsvSource({"5, 3", "9, 2", "2, 1"})
    void aHalfInverseStepIsThatOfTheWholeControl(int controls, int rank) {
        double[] s = matrix(controls, rank);
        PhysicsModel whole = model(controls, s, Optional.empty());
        PhysicsModel narrow = model(controls, s, Optional.of(s));
        Step expected = step(whole);
        Step actual = step(narrow);
        double[] difference = actual.theta().clone();
        Vectors.addScaled(-1, expected.theta(), difference);
        double condition = expected.spectrum().sigmaMax() / expected.spectrum().sigmaMinKept();
        double moved = expected.record().updateNorm();
        // The SVD is backward stable: errors are some units of rounding, multiplied by the condition number.
        assertEquals(0, Vectors.norm(difference) / moved, 100 * TestVectors.EPSILON * condition);
        assertEquals(expected.spectrum().rank(), actual.spectrum().rank());
        assertEquals(expected.spectrum().sigmaMax(), actual.spectrum().sigmaMax(), ROUNDING);
        assertEquals(expected.spectrum().sigmaMinKept(), actual.spectrum().sigmaMinKept(), ROUNDING);
        // min(m, n) of the Jacobian by θ, whatever was decomposed.
        assertTrue(narrow.columns() < whole.columns());
        assertEquals(
                Math.min(MANY * Models.OUTPUTS, whole.columns()),
                actual.spectrum().count());
    }

    private record Step(double[] theta, StepRecord record) {
        Spectrum spectrum() {
            return record.spectrum().orElseThrow();
        }
    }

    private static Step step(PhysicsModel model) {
        SpectralDescent optimizer = SpectralDescent.halfInverseGradient(1, 0.5, new Truncation(1e-6, true));
        Limits one = new Limits(OptionalLong.of(1), OptionalLong.empty(), OptionalDouble.empty());
        List<Step> steps = new ArrayList<>();
        TrainingListener recorder = new TrainingListener() {
            @Override
            public void onStep(StepRecord step, double[] theta) {
                steps.add(new Step(theta.clone(), step));
            }
        };
        try (LocalEngine engine = new LocalEngine(model, LossReduction.MEAN, Map.of(Split.TRAIN, new Fixed()), 2)) {
            BatchSchedule schedule = new BatchSchedule(engine.layout(), MANY, false, 1);
            new Trainer<>(engine, optimizer, schedule, one, new Evaluator(engine, 0), () -> false, List.of(recorder))
                    .train(Models.theta(model, 1));
        }
        return steps.get(0);
    }

    private record Fixed() implements SampleSource {
        @Override
        public long samples() {
            return MANY;
        }

        @Override
        public Samples read(long from, int count) {
            return Models.samples(from, count);
        }
    }

    private static PhysicsModel model(int controls, double[] s, Optional<double[]> constantJacobian) {
        Network network = Network.dense(new int[] {Models.INPUTS, HIDDEN, controls}, Activation.TANH);
        return new PhysicsModel(network, new Affine(controls, s, constantJacobian.orElse(null)), SquaredError.FULL);
    }

    /** A matrix of 3 rows and a given rank. */
    private static double[] matrix(int columns, int rank) {
        double[] result = new double[Models.OUTPUTS * columns];
        if (rank > 0) {
            double[] left = TestVectors.gaussian(1, Models.OUTPUTS * rank);
            double[] right = TestVectors.gaussian(2, rank * columns);
            Gemm.multiply(Models.OUTPUTS, columns, rank, left, 0, right, 0, 0, result, 0);
        }
        return result;
    }

    private static double[] row(FactoredJacobian jacobian, int row) {
        double[] values = new double[jacobian.columns()];
        jacobian.rowWriter().write(row, values, 0);
        return values;
    }

    /** {@code y_k = (k+1) x + Σ_j S_kj u_j}, which tells of its S or keeps it to itself. */
    private static final class Affine extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        private final double[] s;
        private final double[] told;

        Affine(int controls, double[] s, double[] told) {
            super(1, controls, Models.OUTPUTS);
            this.s = s;
            this.told = told;
        }

        @Override
        public Optional<double[]> constantJacobian() {
            return Optional.ofNullable(told);
        }

        @Override
        protected void simulate(double[] x, double[] u, double[] y) {
            for (int k = 0; k < y.length; k++) {
                y[k] = (k + 1) * x[0];
                for (int j = 0; j < u.length; j++) {
                    y[k] += s[k * u.length + j] * u[j];
                }
            }
        }

        @Override
        protected void jacobian(double[] x, double[] u, double[] jacobian) {
            System.arraycopy(s, 0, jacobian, 0, s.length);
        }
    }
}
