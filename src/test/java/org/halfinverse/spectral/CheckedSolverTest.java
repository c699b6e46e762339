package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.physics.FaultyClassException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedSolverTest {
    private static final CheckedSolver TALL = new CheckedSolver(new GramSolver(1 << 28), new TallSkinnyQrSolver());
    private static final CheckedSolver WIDE = new CheckedSolver(new KernelSolver(), new DirectSolver());

    /** Ten decades: the resolution of the cheap solvers lies in their middle. */
    private static final double[] SIGMAS = geometric(40, 1e-10);

    private static final PrescribedJacobian TALL_JACOBIAN = PrescribedJacobian.of("tall", 300, 40, SIGMAS);
    private static final PrescribedJacobian WIDE_JACOBIAN = PrescribedJacobian.of("wide", 40, 300, SIGMAS);

    /** Cut-offs between singular values, which are 1.8 apart: 1.3 times a power of ten is 3 % or more from any. */
    static Stream<Arguments> cases() {
        return DoubleStream.of(1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9)
                .map(tau -> 1.3 * tau)
                .boxed()
                .flatMap(tau ->
                        DoubleStream.of(0.5, 1).mapToObj(kappa -> new PowerFilter(kappa, new Truncation(tau, true))))
                .flatMap(filter -> Stream.of(
                        Arguments.of(TALL, TALL_JACOBIAN, filter), Arguments.of(WIDE, WIDE_JACOBIAN, filter)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isAsAccurateAsItSaysWhereverTheCutOffLies(
            CheckedSolver solver, PrescribedJacobian jacobian, SpectralFilter filter) {
        SpectralStep step = DriverSolverContract.solve(solver, jacobian, filter);
        double error = relativeError(step, jacobian, filter);
        assertTrue(error <= Spectrum.TOLERANCE, "error " + error + ", " + step.spectrum());
        // ε σ_max / σ is up to 2e-7 for J itself, and the estimate ten times as much
        assertTrue(step.spectrum().error() <= 3 * Spectrum.TOLERANCE, step.spectrum()::toString);
        assertEquals(filter.rank(SIGMAS), step.spectrum().rank());
    }

    @Test
    void aWellConditionedStepIsTheCheapSolvers() {
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(1.3e-3, true));
        Spectrum tall = DriverSolverContract.solve(TALL, TALL_JACOBIAN, filter).spectrum();
        assertEquals("gram", tall.solver());
        assertEquals(Optional.empty(), tall.rejected());
        Spectrum wide = DriverSolverContract.solve(WIDE, WIDE_JACOBIAN, filter).spectrum();
        assertEquals("kernel", wide.solver());
        assertEquals(Optional.empty(), wide.rejected());
    }

    @Test
    void aStepThatTheCheapSolverCannotResolveIsTheAccurateOnesAndSaysSo() {
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(1.3e-9, true));
        Spectrum tall = DriverSolverContract.solve(TALL, TALL_JACOBIAN, filter).spectrum();
        assertEquals("tsqr", tall.solver());
        assertEquals(Optional.of("gram"), tall.rejected());
        Spectrum wide = DriverSolverContract.solve(WIDE, WIDE_JACOBIAN, filter).spectrum();
        assertEquals("direct", wide.solver());
        assertEquals(Optional.of("kernel"), wide.rejected());
    }

    /** Nearly all of the gradient lies in what is dropped, so that the rounding of J itself turns the step. */
    @Test
    void aStepThatNoSolverWouldMakeMoreAccurateIsTheCheapOnes() {
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(1.3e-2, true));
        int rank = filter.rank(SIGMAS);
        double[] g = new double[40];
        for (int k = 0; k < 40; k++) {
            Vectors.addScaled(k < rank ? 1e-9 : 1, WIDE_JACOBIAN.u()[k], g);
        }
        PrescribedJacobian jacobian = WIDE_JACOBIAN.withLossGradient(g);
        Spectrum accurate =
                DriverSolverContract.solve(new DirectSolver(), jacobian, filter).spectrum();
        assertTrue(accurate.error() > Spectrum.TOLERANCE, accurate::toString);
        SpectralStep step = DriverSolverContract.solve(WIDE, jacobian, filter);
        assertEquals("kernel", step.spectrum().solver(), accurate::toString);
        assertTrue(
                relativeError(step, jacobian, filter)
                        <= StepError.PROMISE * step.spectrum().error(),
                step.spectrum()::toString);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.01 * Spectrum.TOLERANCE, Double.POSITIVE_INFINITY, Double.NaN})
    void anErrorAboveTheToleranceOrNoneAtAllIsRepeated(double error) {
        SpectralStep step = solveByFixed(error);
        assertArrayEquals(new double[] {2}, step.direction());
        assertEquals("slow", step.spectrum().solver());
        assertEquals(Optional.of("quick"), step.spectrum().rejected());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, Spectrum.TOLERANCE})
    void anErrorUpToTheToleranceIsNot(double error) {
        SpectralStep step = solveByFixed(error);
        assertArrayEquals(new double[] {1}, step.direction());
        assertEquals("quick", step.spectrum().solver());
        assertEquals(Optional.empty(), step.spectrum().rejected());
    }

    /** What the accurate one would leave as well is no reason to ask it. */
    @Test
    void anErrorAboveTheToleranceIsRepeatedIfItIsMoreThanTwiceWhatRoundingOfJLeaves() {
        double unavoidable = 100 * Spectrum.TOLERANCE;
        Solver slow = new FixedSolver("slow", 2, unavoidable, unavoidable);
        SpectralStep hardlyMore = solveBy(new FixedSolver("quick", 1, 2 * unavoidable, unavoidable), slow);
        assertEquals("quick", hardlyMore.spectrum().solver());
        SpectralStep more = solveBy(new FixedSolver("quick", 1, 2.01 * unavoidable, unavoidable), slow);
        assertEquals("slow", more.spectrum().solver());
    }

    @Test
    void anExceptionLetsTheAccurateOneTry() {
        SpectralStep step = solveBy(
                new ThrowingSolver(new ArithmeticException("no convergence")), new FixedSolver("slow", 2, 0, 0));
        assertArrayEquals(new double[] {2}, step.direction());
        assertEquals(Optional.of("quick"), step.spectrum().rejected());
    }

    @Test
    void whatBothFailWithIsTheAccurateOnesAndKeepsTheOther() {
        RuntimeException first = new ArithmeticException("first");
        RuntimeException second = new ArithmeticException("second");
        RuntimeException thrown = assertThrows(
                ArithmeticException.class, () -> solveBy(new ThrowingSolver(first), new ThrowingSolver(second)));
        assertSame(second, thrown);
        assertArrayEquals(new Throwable[] {first}, thrown.getSuppressed());
    }

    @Test
    void faultsOfTheDataAndOfTheUsersClassesAreNotTriedAgain() {
        for (RuntimeException fault :
                List.of(new NonFiniteException("the loss is NaN"), new FaultyClassException("it threw"))) {
            RuntimeException thrown = assertThrows(
                    RuntimeException.class, () -> solveBy(new ThrowingSolver(fault), new FixedSolver("slow", 2, 0, 0)));
            assertSame(fault, thrown);
        }
    }

    private static SpectralStep solveByFixed(double error) {
        return solveBy(new FixedSolver("quick", 1, error, 0), new FixedSolver("slow", 2, 0, 0));
    }

    private static SpectralStep solveBy(Solver cheap, Solver accurate) {
        return DriverSolverContract.solve(
                new CheckedSolver(cheap, accurate),
                PrescribedJacobian.of("any", 3, 2, 1, 0.5),
                new PowerFilter(0.5, new Truncation(1e-3, true)));
    }

    static double relativeError(SpectralStep step, PrescribedJacobian jacobian, SpectralFilter filter) {
        double[] expected = jacobian.expected(filter);
        double[] difference = step.direction().clone();
        Vectors.addScaled(-1, expected, difference);
        return Vectors.norm(difference) / Vectors.norm(expected);
    }

    static double[] geometric(int count, double smallest) {
        double[] sigmas = new double[count];
        Arrays.setAll(sigmas, i -> Math.pow(smallest, (double) i / (count - 1)));
        return sigmas;
    }

    /** Answers the same whatever it is asked. */
    private record FixedSolver(String label, double direction, double error, double unavoidable) implements Solver {
        @Override
        public SolverCost cost(StepSize size) {
            return new SolverCost(0, 0, 0, 0, 0, 0);
        }

        @Override
        public SpectralStep solve(LinearizedBatch batch, SpectralFilter filter) {
            StepError.Estimate estimate = new StepError.Estimate(error, unavoidable, Optional.empty());
            return new SpectralStep(
                    new double[] {direction}, Spectrum.of(new double[] {1}, 1, label, estimate), x -> x);
        }
    }

    private record ThrowingSolver(RuntimeException failure) implements Solver {
        @Override
        public String label() {
            return "quick";
        }

        @Override
        public SolverCost cost(StepSize size) {
            return new SolverCost(0, 0, 0, 0, 0, 0);
        }

        @Override
        public SpectralStep solve(LinearizedBatch batch, SpectralFilter filter) {
            throw failure;
        }
    }
}
