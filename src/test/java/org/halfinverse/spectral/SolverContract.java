package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.halfinverse.TestVectors;
import org.halfinverse.linalg.Vectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every solver has to do, on matrices whose singular value decomposition is known. */
public abstract class SolverContract {
    /** Solves with the solver under test. */
    protected abstract SpectralStep solve(PrescribedJacobian jacobian, SpectralFilter filter);

    /** The relative error that the solver may have where σ_max over the smallest kept σ is {@code condition}. */
    protected abstract double tolerance(double condition);

    /** The relative error of the smallest kept σ. */
    protected double sigmaTolerance(double condition) {
        return tolerance(condition);
    }

    /** The least rank that the solver may report where these are kept. */
    protected int fewestKept(double[] sigmas) {
        return sigmas.length;
    }

    static Stream<Arguments> cases() {
        List<PrescribedJacobian> jacobians = List.of(
                PrescribedJacobian.of("tall", 60, 12, geometric(12, 1e-3)),
                PrescribedJacobian.of("wide", 12, 60, geometric(12, 1e-3)),
                PrescribedJacobian.of("square", 20, 20, geometric(20, 1e-5)),
                PrescribedJacobian.of("tall and ill-conditioned", 40, 12, geometric(12, 4e-6)),
                PrescribedJacobian.of("wide and ill-conditioned", 12, 40, geometric(12, 4e-6)),
                PrescribedJacobian.of("of large norm", 30, 9, scaled(1e6, geometric(9, 1e-2))),
                PrescribedJacobian.of("rank-deficient", 40, 12, geometric(5, 1e-2)),
                PrescribedJacobian.of("wide and rank-deficient", 12, 40, geometric(5, 1e-2)),
                PrescribedJacobian.of("with clustered singular values", 40, 8, 1, 1, 1, 1e-3, 1e-3, 1e-3, 1e-3, 1e-4),
                PrescribedJacobian.of("with fewer rows than blocks", 2, 7, 1, 0.5),
                PrescribedJacobian.of("of one sample", 1, 9, 2),
                PrescribedJacobian.of("of one parameter and its bias", 30, 2, 2, 0.1),
                PrescribedJacobian.of("tall and all zero", 10, 4, 0),
                PrescribedJacobian.of("wide and all zero", 3, 8, 0));
        List<SpectralFilter> filters = List.of(
                new PowerFilter(0.5, new Truncation(2e-6, true)),
                new PowerFilter(0.5, new Truncation(5e-3, false)),
                new PowerFilter(0.3, new Truncation(2e-3, true)),
                new PowerFilter(0, new Truncation(2e-6, true)),
                new PowerFilter(1, new Truncation(2e-6, true)),
                new PowerFilter(1, new Truncation(1e9, false)),
                new LeadingFilter(3, new PowerFilter(1, new Truncation(2e-6, true))),
                new DampedFilter(1e-2, new Truncation(2e-6, true)),
                new DampedFilter(1e-6, new Truncation(5e-3, false)));
        return jacobians.stream().flatMap(jacobian -> filters.stream().map(filter -> Arguments.of(jacobian, filter)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void appliesTheFilterToTheLossGradient(PrescribedJacobian jacobian, SpectralFilter filter) {
        double[] expected = jacobian.expected(filter);
        double[] difference = solve(jacobian, filter).direction().clone();
        Vectors.addScaled(-1, expected, difference);
        double error = Vectors.norm(difference);
        double bound = tolerance(jacobian.conditionOfKept(filter)) * Vectors.norm(expected);
        assertTrue(error <= bound, "error " + error + " above " + bound);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tellsWhatItKept(PrescribedJacobian jacobian, SpectralFilter filter) {
        Spectrum spectrum = solve(jacobian, filter).spectrum();
        int rank = filter.rank(jacobian.sigmas());
        double sigmaMax = jacobian.sigmas()[0];
        double smallest = rank == 0 ? 0 : jacobian.sigmas()[rank - 1];
        int fewest = fewestKept(Arrays.copyOf(jacobian.sigmas(), rank));
        assertTrue(
                spectrum.rank() >= fewest && spectrum.rank() <= rank,
                spectrum.rank() + " kept, not " + fewest + " to " + rank);
        assertEquals(Math.min(jacobian.rows().length, jacobian.rows()[0].length), spectrum.count());
        assertEquals(sigmaMax, spectrum.sigmaMax(), tolerance(1) * sigmaMax);
        assertEquals(smallest, spectrum.sigmaMinKept(), sigmaTolerance(jacobian.conditionOfKept(filter)) * smallest);
    }

    /** A vector whose share in the kept directions the solver should find. */
    protected double[] vectorToProject(PrescribedJacobian jacobian) {
        return TestVectors.gaussian(4, jacobian.rows()[0].length);
    }

    /** Turns of the vectors, which a refinement of the step leaves as they are. */
    protected double keptTolerance(double condition) {
        return tolerance(condition);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void projectsOnTheDirectionsThatItKept(PrescribedJacobian jacobian, SpectralFilter filter) {
        double[] x = vectorToProject(jacobian);
        double[] difference = solve(jacobian, filter).kept().share(x.clone()).clone();
        for (int k = 0; k < filter.rank(jacobian.sigmas()); k++) {
            Vectors.addScaled(-Vectors.dot(jacobian.v()[k], x), jacobian.v()[k], difference);
        }
        double bound = keptTolerance(jacobian.conditionOfKept(filter)) * Vectors.norm(x);
        assertEquals(0, Vectors.norm(difference), bound);
    }

    /** f(2^p σ) of a half-inverse is 2^(−p/2) f(σ). */
    @ParameterizedTest
    @ValueSource(ints = {-560, -300, 300, 510})
    void theUnitsOfJDoNotMatter(int exponent) {
        double[] sigmas = {1, 0.5, 0.1, 0.03};
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(0.05, true));
        for (int m : new int[] {4, 12}) {
            PrescribedJacobian usual = PrescribedJacobian.of("usual", m, 16 - m, sigmas);
            PrescribedJacobian unusual =
                    PrescribedJacobian.of("unusual", m, 16 - m, scaled(Math.scalb(1.0, exponent), sigmas));
            SpectralStep step = solve(unusual, filter);
            double[] difference = scaled(Math.scalb(1.0, exponent / 2), step.direction());
            double[] expected = usual.expected(filter);
            Vectors.addScaled(-1, expected, difference);
            assertEquals(0, Vectors.norm(difference), tolerance(10) * Vectors.norm(expected));
            assertEquals(3, step.spectrum().rank());
            assertEquals(
                    Math.scalb(0.1, exponent), step.spectrum().sigmaMinKept(), Math.scalb(tolerance(10), exponent));
            assertTrue(step.spectrum().error() <= 1e-11, step.spectrum()::toString);
        }
    }

    private static double[] geometric(int count, double smallest) {
        double[] sigmas = new double[count];
        for (int i = 0; i < count; i++) {
            sigmas[i] = Math.pow(smallest, (double) i / (count - 1));
        }
        return sigmas;
    }

    private static double[] scaled(double factor, double[] sigmas) {
        return Vectors.scaled(factor, sigmas);
    }
}
