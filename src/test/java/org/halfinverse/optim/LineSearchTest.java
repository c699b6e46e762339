package org.halfinverse.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.halfinverse.TestVectors;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.spectral.DirectSolver;
import org.halfinverse.spectral.PowerFilter;
import org.halfinverse.spectral.Truncation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSearchTest {
    private static final Truncation ALL = new Truncation(0, true);
    private static final double UNLIMITED = Double.POSITIVE_INFINITY;
    private static final Momentum HEAVY_BALL = new Momentum(0.9, Momentum.Kind.HEAVY_BALL);

    /** The loss is a parabola along every direction, with its minimum at 1 along that of Newton. */
    private final LinearLeastSquares problem = LinearLeastSquares.random(8, 4);

    private final double[] descent = Vectors.scaled(-1, problem.gradient());
    private final double slope = problem.slope(descent);
    /** Where the parabola has its minimum: −slope over the curvature, from the loss at 1. */
    private final double optimum = -slope / (2 * (lossAt(1) - problem.loss() - slope));

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 1e-3, 1, 1e3, 1e6})
    void endsNearTheMinimumWhateverTheFirstLength(double share) {
        LineSearch.Result found =
                LineSearch.along(problem.theta(), problem, descent, slope, share * optimum, UNLIMITED);
        assertTrue(found.descent());
        assertTrue(lossAt(found.length()) < problem.loss());
        assertEquals(found.length(), found.next());
        // Doubling stops within a factor of two of the minimum; the parabola leads to it directly.
        if (share >= 1e-3) {
            assertTrue(found.length() >= 0.45 * optimum && found.length() <= 2 * optimum, found + " of " + optimum);
        }
        assertTrue(found.evaluations() <= LineSearch.MOST_EVALUATIONS, found.toString());
    }

    @Test
    void aGoodFirstLengthCostsTwoEvaluations() {
        LineSearch.Result found = LineSearch.along(problem.theta(), problem, descent, slope, optimum, UNLIMITED);
        assertEquals(new LineSearch.Result(optimum, optimum, 2, true), found);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e300})
    void neverAcceptsALossThatIsNotFiniteOrHigherAndEnds(double elsewhere) {
        LinearLeastSquares cliff = problem.withLossElsewhere(elsewhere);
        LineSearch.Result found = LineSearch.along(problem.theta(), cliff, descent, slope, 1, UNLIMITED);
        assertEquals(0, found.length());
        assertTrue(found.descent());
        assertTrue(found.next() > 0 && found.next() < 1, found.toString());
        assertTrue(found.evaluations() <= LineSearch.MOST_EVALUATIONS, found.toString());
    }

    @Test
    void tellsADirectionThatLeadsUphillWithoutAnEvaluation() {
        double[] ascent = problem.gradient();
        LineSearch.Result found =
                LineSearch.along(problem.theta(), problem, ascent, problem.slope(ascent), 0.5, UNLIMITED);
        assertEquals(new LineSearch.Result(0, 0.5, 0, false), found);
        assertFalse(LineSearch.along(problem.theta(), problem, ascent, Double.NaN, 0.5, UNLIMITED)
                .descent());
    }

    @Test
    void aLossThatCannotFallByMoreThanItsRoundingIsNotSearchedFor() {
        LineSearch.Result found =
                LineSearch.along(problem.theta(), problem, descent, -1e-16 * problem.loss(), 1, UNLIMITED);
        assertEquals(new LineSearch.Result(0, 1, 0, true), found);
    }

    @Test
    void goesNoFartherThanItMay() {
        double longest = optimum / 8;
        LineSearch.Result found = LineSearch.along(problem.theta(), problem, descent, slope, optimum, longest);
        assertEquals(new LineSearch.Result(longest, longest, 1, true), found);
    }

    @Test
    void momentumThatLeadsUphillIsLeftOut() {
        SpectralDescent plain = SpectralDescent.gaussNewton(0.5, ALL);
        GuidedDescent guided = new GuidedDescent(plain, HEAVY_BALL, true, UNLIMITED);
        double[] uphill = Vectors.scaled(100, problem.gradient());
        OptimizerStep<GuidedDescent.State> with =
                guided.step(problem.theta(), problem, new GuidedDescent.State(uphill, 1));
        OptimizerStep<GuidedDescent.State> without = guided.step(problem.theta(), problem, guided.init(uphill.length));
        assertArrayEquals(without.update(), with.update());
        assertEquals(1.0, with.diagnostics().get("descent"));
    }

    @Test
    void momentumAddsAShareOfTheLastUpdateAndNormsAreKeptWithinTheirLimit() {
        SpectralDescent plain = SpectralDescent.gaussNewton(0.5, ALL);
        double[] last = {1, -2, 3, 0.5};
        double[] expected =
                plain.step(problem.theta(), problem, new Stateless()).update().clone();
        Vectors.addScaled(0.9, last, expected);
        OptimizerStep<GuidedDescent.State> step = new GuidedDescent(plain, HEAVY_BALL, false, UNLIMITED)
                .step(problem.theta(), problem, new GuidedDescent.State(last, 1));
        assertArrayEquals(expected, step.update());
        assertArrayEquals(expected, step.state().update());
        double[] shortened = new GuidedDescent(plain, HEAVY_BALL, false, 0.25)
                .step(problem.theta(), problem, new GuidedDescent.State(last, 1))
                .update();
        assertArrayEquals(Vectors.scaled(0.25 / Vectors.norm(expected), expected), shortened, 1e-15);
    }

    /**
     * Of all steps that change the outputs of the mini-batch as the one without momentum does, the one nearest to μ times the last
     * update: their difference is a combination of the rows of J.
     */
    @Test
    void springKeepsOfTheLastUpdateWhatTheMiniBatchSaysNothingOf() {
        LinearLeastSquares wide = LinearLeastSquares.random(3, 7);
        SpectralDescent plain = SpectralDescent.gaussNewton(0.5, ALL);
        double[] last = TestVectors.gaussian(5, 7);
        double[] without = plain.step(wide.theta(), wide, new Stateless()).update();
        double[] with = new GuidedDescent(plain, new Momentum(0.9, Momentum.Kind.SPRING), false, UNLIMITED)
                .step(wide.theta(), wide, new GuidedDescent.State(last, 1))
                .update();
        for (double[] row : wide.rowsOfJ()) {
            assertEquals(Vectors.dot(row, without), Vectors.dot(row, with), 1e-14 * Vectors.norm(row));
        }
        double[] difference = with.clone();
        Vectors.addScaled(-0.9, last, difference);
        double[] inRows =
                wide.solve(new DirectSolver(), new PowerFilter(1, ALL)).kept().share(difference);
        assertArrayEquals(difference, inRows, 1e-14);
        assertTrue(Vectors.norm(difference) > 1);
    }

    private double lossAt(double t) {
        double[] theta = problem.theta().clone();
        Vectors.addScaled(t, descent, theta);
        return problem.lossAt(theta);
    }

    /** On a quadratic, with exact searches, it would end after as many steps as there are parameters. */
    @Test
    void limitedMemoryBfgsMinimisesAQuadraticInFewSteps() {
        LimitedMemoryBfgs method = new LimitedMemoryBfgs(1, 4);
        LinearLeastSquares at = problem;
        LimitedMemoryBfgs.State state = method.init(4);
        double first = Vectors.norm(at.gradient());
        double loss = at.loss();
        for (int step = 0; step < 40; step++) {
            OptimizerStep<LimitedMemoryBfgs.State> made = method.step(at.theta(), at, state);
            double[] theta = at.theta().clone();
            Vectors.addScaled(1, made.update(), theta);
            at = new LinearLeastSquares(problem.rowsOfJ(), problem.targets(), theta);
            assertTrue(at.loss() <= loss, "step " + step + ": " + loss + " to " + at.loss());
            loss = at.loss();
            state = made.state();
            assertTrue(state.steps().length <= 4);
        }
        // Where the decrease of the loss is lost in its rounding, the gradient is about the root of that.
        assertTrue(Vectors.norm(at.gradient()) < 1e-6 * first, Arrays.toString(at.gradient()));
    }

    @Test
    void weightDecayShrinksTheParametersBesideTheStepOfAdam() {
        double[] plain = new Adam(0.1, 0.9, 0.999, 1e-7)
                .step(problem.theta(), problem, new Adam(0.1, 0.9, 0.999, 1e-7).init(4))
                .update();
        Adam decaying = new Adam(0.1, 0.9, 0.999, 1e-7, 0.25);
        double[] expected = plain.clone();
        Vectors.addScaled(-0.1 * 0.25, problem.theta(), expected);
        assertArrayEquals(
                expected,
                decaying.step(problem.theta(), problem, decaying.init(4)).update());
        assertEquals(0.25, decaying.scaled(0.5).weightDecay());
    }
}
