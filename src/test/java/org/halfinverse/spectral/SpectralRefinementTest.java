package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.halfinverse.linalg.SymmetricEigen;
import org.halfinverse.linalg.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the solvers that square J reach alone where its small singular values count. */
class SpectralRefinementTest {
    private static final double[] SIGMAS = CheckedSolverTest.geometric(40, 1e-10);
    private static final PrescribedJacobian TALL = PrescribedJacobian.of("tall", 300, 40, SIGMAS);
    private static final PrescribedJacobian WIDE = PrescribedJacobian.of("wide", 40, 300, SIGMAS);

    /** Gauss–Newton: the smallest singular values that are kept make most of the direction. */
    private static final SpectralFilter SMALL_ONES = new PowerFilter(1, new Truncation(1.3e-6, true));

    @Test
    void withoutItTheDirectionWouldLoseMoreThanIsTolerated() {
        double[] gram = new double[40 * 40];
        double[] gradient = new double[40];
        for (int row = 0; row < 300; row++) {
            double[] j = TALL.rows()[row];
            Vectors.addScaled(TALL.lossGradient()[row], j, gradient);
            for (int i = 0; i < 40; i++) {
                for (int k = 0; k < 40; k++) {
                    gram[i * 40 + k] += j[i] * j[k];
                }
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(40, gram);
        double[] coordinates = eigen.coordinates(gradient);
        SquaredSpectrum spectrum = new SquaredSpectrum(eigen.eigenvalues(), 40, SMALL_ONES);
        Spectrum summary = spectrum.summary("gram", coordinates, false, Vectors.norm(TALL.lossGradient()), 40);
        spectrum.apply(coordinates);
        SpectralStep plain = new SpectralStep(eigen.combine(coordinates), summary, x -> x);
        double error = CheckedSolverTest.relativeError(plain, TALL, SMALL_ONES);
        // up to ε / σ² = 9e-5 for the smallest σ that is kept, 1.6e-6; how much of it depends on the BLAS
        assertTrue(error > Spectrum.TOLERANCE, "error " + error);
        assertTrue(summary.error() >= error, "error " + error + ", estimate " + summary.error());
    }

    static Stream<Arguments> cases() {
        return Stream.of(0.5, 1.0)
                .map(kappa -> new PowerFilter(kappa, new Truncation(1.3e-6, true)))
                .flatMap(filter -> Stream.of(
                        Arguments.of(new GramSolver(1 << 28), TALL, filter),
                        Arguments.of(new KernelSolver(), WIDE, filter)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSquaredSolversAreAccurateDownToAMillionthOfTheLargestSingularValue(
            Solver solver, PrescribedJacobian jacobian, SpectralFilter filter) {
        SpectralStep step = DriverSolverContract.solve(solver, jacobian, filter);
        double error = CheckedSolverTest.relativeError(step, jacobian, filter);
        double estimate = step.spectrum().error();
        assertTrue(error <= Spectrum.TOLERANCE, "error " + error + ", estimate " + estimate);
        assertTrue(error <= 10 * estimate, "error " + error + ", estimate " + estimate); // which is what it promises
        assertTrue(estimate <= Spectrum.TOLERANCE, "error " + error + ", estimate " + estimate);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theRefinedSpectrumIsTheTrueOne(Solver solver, PrescribedJacobian jacobian, SpectralFilter filter) {
        Spectrum spectrum = DriverSolverContract.solve(solver, jacobian, filter).spectrum();
        int rank = filter.rank(SIGMAS);
        assertEquals(rank, spectrum.rank());
        assertEquals(40, spectrum.count());
        assertEquals(1, spectrum.sigmaMax(), 1e-14);
        double smallest = SIGMAS[rank - 1];
        assertEquals(smallest, spectrum.sigmaMinKept(), 1e-8 * smallest); // ε / σ is 1e-10, with a margin
    }

    /** Rounding of the square turns their vectors by a fiftieth, too far for corrections of first order alone. */
    @ParameterizedTest
    @MethodSource("cases")
    void twoSingularValuesBesideTheCutOffAreToldApart(
            Solver solver, PrescribedJacobian jacobian, SpectralFilter filter) {
        double cut = filter.truncation().cutOff(1);
        double[] sigmas = SIGMAS.clone();
        int rank = filter.rank(SIGMAS);
        sigmas[rank - 1] = cut * (1 + 1e-3);
        sigmas[rank] = cut * (1 - 1e-3);
        int m = jacobian.rows().length;
        PrescribedJacobian close = PrescribedJacobian.of("close", m, jacobian.rows()[0].length, sigmas);
        SpectralStep step = DriverSolverContract.solve(solver, close, filter);
        double error = CheckedSolverTest.relativeError(step, close, filter);
        double estimate = step.spectrum().error();
        assertTrue(step.spectrum().isExact(), "error " + error + ", estimate " + estimate);
        assertTrue(error <= Spectrum.TOLERANCE, "error " + error + ", estimate " + estimate);
        assertEquals(rank, step.spectrum().rank());
    }

    /** Nothing before them would be worth it: with all that τ keeps refined, J would be applied to twice as many vectors. */
    @Test
    void onlyTheSmallestSingularValuesAreRefined() {
        double[] b = new double[40];
        Arrays.fill(b, 1);
        int rank = SMALL_ONES.rank(SIGMAS);
        double tolerance = SpectralRefinement.SHARE * Spectrum.TOLERANCE;
        int first = error(b).refinableTo(rank).firstToRefine(tolerance);
        assertTrue(first > rank / 2 && first < rank, first + " of " + rank);
        double[] shifts = new double[rank - first];
        double left = error(b).refined(first, shifts).estimate(0).error();
        assertTrue(left <= 1.1 * tolerance, "left " + left); // J itself and the cut-off have a small part in it
        double more = error(b).refined(first + 1, Arrays.copyOf(shifts, shifts.length - 1))
                .estimate(0)
                .error();
        assertTrue(more > tolerance, "one fewer would leave " + more);
    }

    @Test
    void whatMayBeDroppedIsRefinedInAnyCase() {
        double[] b = new double[40];
        int rank = SMALL_ONES.rank(SIGMAS);
        b[0] = 1;
        assertEquals(rank, error(b).refinableTo(rank).firstToRefine(1));
        SpectralFilter atTheEdge = new PowerFilter(1, new Truncation(0.9999 * SIGMAS[rank - 1], true));
        StepError error = new StepError(atTheEdge, SIGMAS, rank, 1, 40).ofSquare(b, true);
        assertEquals(rank - 1, error.refinableTo(rank).firstToRefine(1));
    }

    private static StepError error(double[] b) {
        return new StepError(SMALL_ONES, SIGMAS, SMALL_ONES.rank(SIGMAS), Vectors.norm(b), 40).ofSquare(b, true);
    }
}
