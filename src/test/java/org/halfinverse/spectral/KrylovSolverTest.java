package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.halfinverse.linalg.Vectors;
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
        assertTrue(complete.error() < 1e-10, complete.toString()); // ε σ_max / σ_min = 2e-13
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
