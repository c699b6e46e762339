package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfinverse.linalg.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SquaredSpectrumTest {
    /** Singular values 2, 2e-2 and 6e-8, of which the last is rounding beside the first. */
    private static final double[] EIGENVALUES = {4, 4e-4, 3.6e-15};

    private static final double[] ONES = {1, 1, 1};
    private static final SpectralFilter ALL = new PowerFilter(0.5, new Truncation(1e-12, true));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSingularValueBelowTheResolutionIsDroppedAndTheErrorIsInfiniteIfTheFilterWantedIt(boolean weighted) {
        SquaredSpectrum spectrum = new SquaredSpectrum(EIGENVALUES, 3, ALL);
        Spectrum summary = spectrum.summary("some", ONES, weighted, Math.sqrt(3), 3);
        assertEquals(2, summary.rank());
        assertEquals(3, summary.count());
        assertEquals(2, summary.sigmaMax());
        assertEquals(2e-2, summary.sigmaMinKept(), 1e-17);
        assertEquals("some", summary.solver());
        assertEquals(Double.POSITIVE_INFINITY, summary.error());
        double[] coordinates = ONES.clone();
        spectrum.apply(coordinates);
        // σ^(−3/2)
        assertArrayEquals(new double[] {Math.pow(2, -1.5), Math.pow(2e-2, -1.5), 0}, coordinates, 1e-12);
    }

    @Test
    void theResolutionIsRelativeToTheLargestSingularValue() {
        double resolution = SquaredSpectrum.RESOLUTION;
        for (double scale : new double[] {1e-20, 1, 1e20}) {
            double[] eigenvalues = {1, square(1.01 * resolution), square(0.99 * resolution)};
            double[] scaled = Vectors.scaled(scale * scale, eigenvalues);
            assertEquals(
                    2,
                    new SquaredSpectrum(scaled, 3, ALL)
                            .summary("some", ONES, false, Math.sqrt(3), 3)
                            .rank());
        }
    }

    @Test
    void aFilterThatCutsAboveTheResolutionLosesNothing() {
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(1e-3, true));
        Spectrum summary = new SquaredSpectrum(EIGENVALUES, 3, filter).summary("some", ONES, false, Math.sqrt(3), 3);
        assertEquals(2, summary.rank());
        assertTrue(summary.error() < 1e-10, "error " + summary.error()); // ε (σ_max / σ_min)² = 2e-12, with a margin
    }

    @Test
    void aDampedFilterKeepsWhatIsNotResolvedSinceItDoesNotCareHowSmallItIs() {
        SpectralFilter filter = new DampedFilter(1e-2, new Truncation(0, true));
        SquaredSpectrum spectrum = new SquaredSpectrum(EIGENVALUES, 3, filter);
        Spectrum summary = spectrum.summary("some", ONES, false, Math.sqrt(3), 3);
        assertEquals(3, summary.rank());
        // ε σ_max² / μ = 9e-14, with a margin; were the smallest one to be inverted, it would be 0.2.
        assertTrue(summary.error() < 1e-12, "error " + summary.error());
        double[] coordinates = ONES.clone();
        spectrum.apply(coordinates);
        // 1 / (λ + μ)
        assertArrayEquals(new double[] {1 / 4.01, 1 / 0.0104, 100}, coordinates, 1e-10);
    }

    @Test
    void aFilterThatIsDampedBelowTheResolutionOnlyIsNoBetterThanOneWithout() {
        SpectralFilter filter = new DampedFilter(1e-20, new Truncation(1e-12, true));
        Spectrum summary = new SquaredSpectrum(EIGENVALUES, 3, filter).summary("some", ONES, false, Math.sqrt(3), 3);
        assertEquals(2, summary.rank());
        assertEquals(Double.POSITIVE_INFINITY, summary.error());
    }

    @Test
    void eigenvaluesThatRoundingMadeNegativeAreDroppedAndMayHaveBeenKept() {
        double[] eigenvalues = {1, 1e-2, -1e-17};
        SpectralFilter filter = new PowerFilter(1, new Truncation(0, false));
        SquaredSpectrum spectrum = new SquaredSpectrum(eigenvalues, 3, filter);
        Spectrum summary = spectrum.summary("some", ONES, true, Math.sqrt(3), 3);
        assertEquals(2, summary.rank());
        assertEquals(0.1, summary.sigmaMinKept(), 1e-16);
        assertEquals(Double.POSITIVE_INFINITY, summary.error());
        assertEquals(
                Optional.of("1 of 3 singular values cannot be told from the cut-off or from zero"), summary.doubt());
        double[] coordinates = ONES.clone();
        spectrum.apply(coordinates);
        assertEquals(0, coordinates[2]);
        SpectralFilter above = new PowerFilter(1, new Truncation(1e-6, true));
        Spectrum certain = new SquaredSpectrum(eigenvalues, 3, above).summary("some", ONES, true, Math.sqrt(3), 3);
        // ε (σ_max / σ_min)² is 2e-14, with a margin
        assertTrue(certain.error() < 1e-10, "error " + certain.error());
    }

    @Test
    void eigenvaluesBeyondTheSmallerSideOfTheMatrixAreNoSingularValues() {
        Spectrum summary = new SquaredSpectrum(new double[] {1, 0.25, 1e-16, 1e-17}, 2, ALL)
                .summary("some", new double[] {1, 1, 1, 1}, false, 2, 4);
        assertEquals(2, summary.count());
        assertEquals(2, summary.rank());
        // ε (σ_max / σ_min)² is 1e-15, with a margin; 1e-16 is no singular value that could not be told from zero
        assertTrue(summary.error() < 1e-12, "error " + summary.error());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutAGradientThereIsNoError(boolean weighted) {
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(1e-3, true));
        double[] zero = new double[3];
        SquaredSpectrum spectrum = new SquaredSpectrum(EIGENVALUES, 3, filter);
        assertEquals(0, spectrum.summary("some", zero, weighted, 0, 3).error());
        spectrum.apply(zero);
        assertArrayEquals(new double[3], zero);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFilterThatKeepsNothingHasNoError(boolean weighted) {
        SpectralFilter filter = new PowerFilter(0.5, new Truncation(10, false));
        SquaredSpectrum spectrum = new SquaredSpectrum(EIGENVALUES, 3, filter);
        assertNothingKept(spectrum.summary("some", ONES, weighted, Math.sqrt(3), 3));
        SquaredSpectrum allZero = new SquaredSpectrum(new double[3], 3, ALL);
        assertNothingKept(allZero.summary("some", ONES, weighted, Math.sqrt(3), 3));
        double[] coordinates = ONES.clone();
        spectrum.apply(coordinates);
        assertArrayEquals(new double[3], coordinates);
    }

    static Stream<Arguments> cases() {
        List<SpectralFilter> filters = List.of(
                new PowerFilter(0.5, new Truncation(1e-7, true)),
                new PowerFilter(1, new Truncation(1e-7, true)),
                new PowerFilter(0, new Truncation(1e-7, true)),
                new PowerFilter(0.5, new Truncation(3e-3, true)),
                new DampedFilter(1e-4, new Truncation(0, true)));
        List<Solver> solvers = List.of(new GramSolver(1 << 20), new KernelSolver());
        return IntStream.rangeClosed(0, 6)
                .mapToObj(digits ->
                        PrescribedJacobian.of("to 1e-" + digits, 50, 16, geometric(16, Math.pow(10, -digits))))
                .flatMap(jacobian -> filters.stream()
                        .flatMap(filter -> solvers.stream().map(solver -> Arguments.of(jacobian, filter, solver))));
    }

    /** Measured, the estimate is 2 to 30 times the error: a margin for the size of E, and for signs that cancel. */
    @ParameterizedTest
    @MethodSource("cases")
    void theEstimateIsAnUpperBoundOfTheErrorButNotAbsurdlySo(
            PrescribedJacobian jacobian, SpectralFilter filter, Solver solver) {
        SpectralStep step = DriverSolverContract.solve(solver, jacobian, filter);
        double[] expected = jacobian.expected(filter);
        double[] difference = step.direction().clone();
        Vectors.addScaled(-1, expected, difference);
        double error = Vectors.norm(difference) / Vectors.norm(expected);
        double estimate = step.spectrum().error();
        assertTrue(error <= estimate, "error " + error + ", estimate " + estimate);
        assertTrue(estimate <= 1000 * error, "error " + error + ", estimate " + estimate);
    }

    private static void assertNothingKept(Spectrum spectrum) {
        assertEquals(0, spectrum.rank());
        assertEquals(0, spectrum.sigmaMinKept());
        assertEquals(0, spectrum.error());
    }

    private static double[] geometric(int count, double smallest) {
        double[] sigmas = new double[count];
        Arrays.setAll(sigmas, i -> Math.pow(smallest, (double) i / (count - 1)));
        return sigmas;
    }

    private static double square(double x) {
        return x * x;
    }
}
