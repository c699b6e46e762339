package org.halfinverse.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.halfinverse.linalg.Vectors;
import org.halfinverse.optim.LevenbergMarquardt.State;
import org.halfinverse.spectral.Truncation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LevenbergMarquardtTest {
    private static final Truncation ALL = new Truncation(0, true);
    private static final int COLUMNS = 6;
    private static final LinearLeastSquares PROBLEM = LinearLeastSquares.random(20, COLUMNS);

    @Test
    void withLittleDampingItIsGaussNewton() {
        double[] gaussNewton = SpectralDescent.gaussNewton(1, ALL)
                .step(PROBLEM.theta(), PROBLEM, new Stateless())
                .update();
        double[] update = firstStep(1, LevenbergMarquardt.LEAST_DAMPING).update();
        assertArrayEquals(gaussNewton, update, 1e-14); // μ is far below the rounding of σ²
    }

    @Test
    void withMuchDampingItIsGradientDescentDividedByMu() {
        double mu = 1e12;
        double[] update = firstStep(1, mu).update();
        double[] gradientStep = Vectors.scaled(-1 / mu, PROBLEM.gradient());
        assertArrayEquals(gradientStep, update, 1e-9 * Vectors.norm(gradientStep)); // σ²/μ, with σ up to 7
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "0.1, 3", "1, 1e-3"})
    void theUpdateSolvesTheDampedNormalEquations(double learningRate, double mu) {
        double[] update = firstStep(learningRate, mu).update();
        double[] left = new LinearLeastSquares(PROBLEM.rowsOfJ(), new double[20], update).gradient(); // AᵀA Δ
        Vectors.addScaled(mu, update, left);
        assertArrayEquals(
                Vectors.scaled(-learningRate, PROBLEM.gradient()), left, 1e-12); // rounding, of numbers near 50
    }

    @ParameterizedTest
    @CsvSource({"1e-6, 0", "1, 0", "100, 0", "1, 0.6"})
    void onALinearProblemTheModelIsExact(double mu, double tau) {
        LevenbergMarquardt optimizer = new LevenbergMarquardt(1, mu, new Truncation(tau, true));
        OptimizerStep<State> step = optimizer.step(PROBLEM.theta(), PROBLEM, optimizer.init(COLUMNS));
        assertEquals(tau > 0, step.spectrum().orElseThrow().rank() < COLUMNS);
        assertEquals(1, gainRatio(step), 1e-12); // rounding of two losses, over a decrease of some hundredths of them
        assertEquals(1, step.diagnostics().get("accepted"));
        assertEquals(mu, step.diagnostics().get("damping"));
        assertEquals(mu / 3, step.state().damping(), 1e-12 * mu);
    }

    @ParameterizedTest
    @CsvSource({"0.01, 1.941192", "0.1, 1.512", "0.5, 1", "0.9, 0.488", "0.99, 0.333333333333", "3, 0.333333333333"})
    void muFollowsTheGainRatio(double ratio, double factor) {
        LevenbergMarquardt optimizer = new LevenbergMarquardt(1, 2, ALL);
        State before = new State(2, 64);
        double predicted = PROBLEM.loss() - PROBLEM.lossAt(moved(firstStep(1, 2).update()));
        LinearLeastSquares batch = PROBLEM.withLossElsewhere(PROBLEM.loss() - ratio * predicted);
        OptimizerStep<State> step = optimizer.step(PROBLEM.theta(), batch, before);
        assertEquals(ratio, gainRatio(step), 1e-12); // as above
        assertEquals(2 * factor, step.state().damping(), 1e-10);
        assertEquals(2, step.state().growth());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e9, Double.NaN, Double.POSITIVE_INFINITY})
    void aStepToALossThatIsHigherOrNotFiniteIsRejectedAndMuGrowsEverFaster(double lossElsewhere) {
        LevenbergMarquardt optimizer = new LevenbergMarquardt(1, 0.5, ALL);
        State state = optimizer.init(COLUMNS);
        for (double damping : new double[] {1, 4, 32, 512}) {
            OptimizerStep<State> step =
                    optimizer.step(PROBLEM.theta(), PROBLEM.withLossElsewhere(lossElsewhere), state);
            assertArrayEquals(new double[COLUMNS], step.update());
            assertEquals(0, step.diagnostics().get("accepted"));
            assertEquals(
                    Double.isFinite(lossElsewhere),
                    step.diagnostics().containsKey("gain_ratio"),
                    "only numbers are told");
            state = step.state();
            assertEquals(damping, state.damping());
        }
    }

    @Test
    void aStepThatChangesNothingIsRejected() {
        OptimizerStep<State> step = new LevenbergMarquardt(1, 1, ALL)
                .step(PROBLEM.theta(), PROBLEM.withLossElsewhere(PROBLEM.loss()), new State(1, 2));
        assertEquals(0, gainRatio(step));
        assertEquals(0, step.diagnostics().get("accepted"));
    }

    @Test
    void muStaysWithinBoundsHoweverManyStepsAreRejectedOrAccepted() {
        LevenbergMarquardt optimizer = new LevenbergMarquardt(1, 1, ALL);
        State state = optimizer.init(COLUMNS);
        for (int i = 0; i < 2000; i++) {
            state = optimizer
                    .step(PROBLEM.theta(), PROBLEM.withLossElsewhere(Double.NaN), state)
                    .state();
            assertTrue(state.damping() <= LevenbergMarquardt.MOST_DAMPING);
            assertTrue(state.growth() <= LevenbergMarquardt.MOST_DAMPING);
        }
        for (int i = 0; i < 200; i++) {
            state = optimizer
                    .step(PROBLEM.theta(), PROBLEM.withLossElsewhere(-1e9), state)
                    .state();
        }
        assertEquals(LevenbergMarquardt.LEAST_DAMPING, state.damping());
    }

    @Test
    void whereOnlyRoundingIsLeftToGainNothingIsTriedAndTheNextStepIsLonger() {
        LinearLeastSquares atItsMinimum = new LinearLeastSquares(
                PROBLEM.rowsOfJ(),
                PROBLEM.targets(),
                moved(firstStep(1, LevenbergMarquardt.LEAST_DAMPING).update()));
        OptimizerStep<State> step =
                new LevenbergMarquardt(1, 1, ALL).step(atItsMinimum.theta(), atItsMinimum, new State(6, 8));
        assertArrayEquals(new double[COLUMNS], step.update());
        assertEquals(new State(6 * (1.0 / 3), 2), step.state());
        assertEquals(0, step.diagnostics().get("accepted"));
        assertFalse(step.diagnostics().containsKey("gain_ratio"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void withoutASlopeInAnyKeptDirectionNothingIsTriedAndMuStays(double theta) {
        LinearLeastSquares flat =
                new LinearLeastSquares(new double[3][2], new double[] {1, 2, 3}, new double[] {theta, theta});
        State before = new State(0.7, 8);
        OptimizerStep<State> step = new LevenbergMarquardt(1, 1, ALL).step(flat.theta(), flat, before);
        assertArrayEquals(new double[2], step.update());
        assertEquals(before, step.state());
        assertEquals(0, step.spectrum().orElseThrow().rank());
        assertFalse(step.diagnostics().containsKey("gain_ratio"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1e21, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAnImpossibleDamping(double damping) {
        assertThrows(IllegalArgumentException.class, () -> new LevenbergMarquardt(1, damping, ALL));
    }

    private static OptimizerStep<State> firstStep(double learningRate, double damping) {
        LevenbergMarquardt optimizer = new LevenbergMarquardt(learningRate, damping, ALL);
        return optimizer.step(PROBLEM.theta(), PROBLEM, optimizer.init(COLUMNS));
    }

    private static double gainRatio(OptimizerStep<?> step) {
        return step.diagnostics().get("gain_ratio");
    }

    private static double[] moved(double[] update) {
        double[] theta = PROBLEM.theta().clone();
        Vectors.addScaled(1, update, theta);
        return theta;
    }
}
