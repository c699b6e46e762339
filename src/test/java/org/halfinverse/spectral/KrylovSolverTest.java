package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.halfinverse.linalg.DenseSvd;
import org.halfinverse.linalg.OrthonormalBasis;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;

class KrylovSolverTest extends DriverSolverContract {
    /** Two checks agree to 1e-11 before it ends; beyond that it is as stable as an SVD. */
    @Override
    protected double tolerance(double condition) {
        return 1e-11 + 100 * 0x1p-52 * condition;
    }

    @Override
    Solver solver() {
        return new KrylovSolver(1000);
    }

    /** From one vector only one direction of each eigenspace can be reached, which is all that the step needs. */
    @Override
    protected int fewestKept(double[] sigmas) {
        return (int) Arrays.stream(sigmas).distinct().count();
    }

    /** Of directions with equal singular values, one alone points where g does. What is orthogonal to it is found or not. */
    @Override
    protected double[] vectorToProject(PrescribedJacobian jacobian) {
        double[] x = super.vectorToProject(jacobian);
        double[] sigmas = jacobian.sigmas();
        for (int from = 0, to; from < sigmas.length; from = to) {
            double[] direction = new double[x.length];
            double length = 0;
            for (to = from; to < sigmas.length && sigmas[to] == sigmas[from]; to++) {
                double share = Vectors.dot(jacobian.u()[to], jacobian.lossGradient());
                Vectors.addScaled(share, jacobian.v()[to], direction);
                Vectors.addScaled(-Vectors.dot(jacobian.v()[to], x), jacobian.v()[to], x);
                length = Math.hypot(length, share);
            }
            Vectors.addScaled(1 / length, direction, x);
        }
        return x;
    }

    @Test
    void aLimitOfIterationsEndsItWithAnInfiniteErrorAndTheSingularValueItReached() {
        PrescribedJacobian jacobian = PrescribedJacobian.of("tall", 60, 12, spread(12));
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(1e-9, true));
        double reached = Double.POSITIVE_INFINITY;
        for (int limit = 1; limit < 12; limit++) {
            Spectrum spectrum = solve(new KrylovSolver(limit), jacobian, filter).spectrum();
            assertEquals(Double.POSITIVE_INFINITY, spectrum.error());
            assertEquals(limit, spectrum.rank());
            assertEquals(12, spectrum.count());
            // Ritz values interlace: each step leads further down, but not below the smallest singular value.
            assertTrue(spectrum.sigmaMinKept() < reached, limit + " iterations: " + spectrum);
            assertTrue(spectrum.sigmaMinKept() > jacobian.sigmas()[11], limit + " iterations: " + spectrum);
            reached = spectrum.sigmaMinKept();
        }
        Spectrum complete = solve(new KrylovSolver(12), jacobian, filter).spectrum();
        assertEquals(jacobian.sigmas()[11], complete.sigmaMinKept(), 1e-12);
        assertTrue(
                complete.error() < 1e-8, complete.toString()); // ε (σ_max / σ_min)² = 2e-10: β of this size turn the u
    }

    /** A bulk of small singular values, whose β turn the left vectors towards each other. */
    @Test
    void saysThatItsVectorsLostTheirOrthogonality() {
        RandomStep step = RandomStep.of(CounterRandom.of(31, Stream.DERIVATIVE_CHECK, 7));
        Spectrum spectrum =
                solve(new KrylovSolver(1000), step.jacobian(), step.filter()).spectrum();
        assertEquals(Double.POSITIVE_INFINITY, spectrum.error());
        assertTrue(
                spectrum.doubt().orElseThrow().endsWith("the vectors lost their orthogonality"), spectrum.toString());
    }

    /** The step of an iteration that ended early is the exact one of J restricted to the Krylov space. */
    @Test
    void fewIterationsMakeTheStepOfTheJacobianRestrictedToTheKrylovSpace() {
        int m = 60;
        int n = 12;
        int k = 5;
        PrescribedJacobian jacobian = PrescribedJacobian.of("tall", m, n, spread(n));
        double[] sigmas = jacobian.sigmas();
        OrthonormalBasis basis = new OrthonormalBasis(n, n);
        double[] direction = gradient(jacobian);
        double[] restricted = new double[m * k]; // J V_k
        for (int j = 0; j < k; j++) {
            double[] v = Vectors.scaled(1 / basis.orthogonalize(direction).left(), direction);
            basis.add(v);
            double[] next = new double[n];
            for (int i = 0; i < n; i++) {
                double share = sigmas[i] * Vectors.dot(jacobian.v()[i], v);
                for (int row = 0; row < m; row++) {
                    restricted[row * k + j] += share * jacobian.u()[i][row];
                }
                Vectors.addScaled(sigmas[i] * share, jacobian.v()[i], next);
            }
            direction = next;
        }
        DenseSvd svd = DenseSvd.of(m, k, restricted);
        double[] coordinates = svd.leftCoordinates(jacobian.lossGradient());
        for (int i = 0; i < k; i++) {
            coordinates[i] /= Math.sqrt(svd.singularValues()[i]);
        }
        double[] expected = basis.combine(svd.combineRight(coordinates));
        KrylovSolver solver = new KrylovSolver(k);
        assertTrue(solver.isInexact());
        SpectralStep step = solve(solver, jacobian, new PowerFilter(0.5, new Truncation(1e-9, true)));
        Vectors.addScaled(-1, step.direction(), expected);
        // Powers of JᵀJ lose digits with the square of its condition in the space, about 1e2.
        assertEquals(0, Vectors.norm(expected), 1e-10 * Vectors.norm(step.direction()));
        assertEquals(Double.POSITIVE_INFINITY, step.spectrum().error());
        double[] x = expected; // any vector: all of the space is kept
        Arrays.setAll(x, i -> Math.cos(i));
        double[] share = basis.combine(basis.coordinates(x));
        Vectors.addScaled(-1, step.kept().share(x), share);
        assertEquals(0, Vectors.norm(share), 1e-10 * Vectors.norm(x));
    }

    @Test
    void untilItIsToldOtherwiseItMeansToBeExact() {
        assertFalse(new KrylovSolver().isInexact());
        assertTrue(KrylovSolver.inexact().isInexact());
    }

    private static double[] gradient(PrescribedJacobian jacobian) {
        double[] gradient = new double[jacobian.v()[0].length];
        for (int i = 0; i < jacobian.sigmas().length; i++) {
            double share = jacobian.sigmas()[i] * Vectors.dot(jacobian.u()[i], jacobian.lossGradient());
            Vectors.addScaled(share, jacobian.v()[i], gradient);
        }
        return gradient;
    }

    @Test
    void aLimitBelowTheCutOffDoesNoHarm() {
        PrescribedJacobian jacobian = PrescribedJacobian.of("tall", 200, 60, spread(60));
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(0.05, true));
        SpectralStep step = solve(new KrylovSolver(59), jacobian, filter);
        double[] difference = step.direction().clone();
        Vectors.addScaled(-1, jacobian.expected(filter), difference);
        assertEquals(0, Vectors.norm(difference), 1e-10 * Vectors.norm(step.direction()));
        assertTrue(step.spectrum().error() <= 1e-11, step.spectrum().toString()); // what two checks agree to
    }

    /** Entries beside the bidiagonal that are taken for zero, which a decomposition of J itself has not. */
    @Test
    void whatTheSpaceLeavesIsNotTakenForRoundingOfTheJacobian() {
        PrescribedJacobian jacobian = PrescribedJacobian.of("tall", 200, 12, CheckedSolverTest.geometric(12, 1e-7));
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(1e-9, true));
        Spectrum accurate = solve(new DirectSolver(), jacobian, filter).spectrum();
        assertTrue(accurate.error() <= Spectrum.TOLERANCE, accurate::toString);
        Spectrum ofSpace = solve(new KrylovSolver(1000), jacobian, filter).spectrum();
        assertTrue(ofSpace.error() > Spectrum.TOLERANCE && Double.isFinite(ofSpace.error()), ofSpace::toString);
        assertFalse(ofSpace.isExact(), ofSpace::toString);
    }

    @Test
    void refusesToCountSingularValues() {
        PrescribedJacobian jacobian = PrescribedJacobian.of("tall", 60, 12, spread(12));
        SpectralFilter filter = new LeadingFilter(3, new PowerFilter(1, new Truncation(1e-6, true)));
        Spectrum spectrum = solve(new KrylovSolver(12), jacobian, filter).spectrum();
        assertEquals(Double.POSITIVE_INFINITY, spectrum.error());
        assertEquals(
                Optional.of("products with J do not tell which singular values are the largest"), spectrum.doubt());
    }

    /** One Ritz value stands for all of the lower ones, above or below the cut-off, until the space is large enough. */
    @Test
    void doesNotTakeOneValueForABulkAtTheCutOff() {
        double[] sigmas = new double[40];
        Arrays.setAll(sigmas, k -> k < 4 ? 1 - 0.1 * k : 1e-3 * (1.01 - 5e-4 * k));
        PrescribedJacobian jacobian = PrescribedJacobian.of("with a bulk", 60, 40, sigmas);
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(1e-3, false));
        SpectralStep step = solve(new KrylovSolver(1000), jacobian, filter);
        double error = CheckedSolverTest.relativeError(step, jacobian, filter);
        assertTrue(error <= 10 * step.spectrum().error(), "error " + error + ", " + step.spectrum());
    }

    /** The cut-off hangs on a singular value that nothing of g belongs to. */
    @Test
    void looksForALargerSingularValueThanTheGradientShows() {
        PrescribedJacobian all = PrescribedJacobian.of("tall", 60, 12, spread(12));
        double[] g = all.lossGradient().clone();
        Vectors.addScaled(-Vectors.dot(all.u()[0], g), all.u()[0], g);
        PrescribedJacobian jacobian =
                new PrescribedJacobian("without the first", all.sigmas(), all.u(), all.v(), g, all.rows());
        for (double tau : new double[] {0.5, 0.1, 0.02}) {
            SpectralFilter filter = new PowerFilter(0.5, new Truncation(tau, true));
            SpectralStep step = solve(new KrylovSolver(8), jacobian, filter);
            double error = CheckedSolverTest.relativeError(step, jacobian, filter);
            assertTrue(error <= 10 * step.spectrum().error(), "error " + error + ", " + step.spectrum());
        }
    }

    /** From 1 to 1e-3 in equal ratios. */
    private static double[] spread(int count) {
        double[] sigmas = new double[count];
        Arrays.setAll(sigmas, i -> Math.pow(1e-3, i / (count - 1.0)));
        return sigmas;
    }
}
