package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PowerFilterTest {
    private static final double[] SIGMAS = {4, 1, 0.5, 0.25, 0};

    @ParameterizedTest
    @CsvSource({"0, 4", "0.25, 4", "0.3, 3", "4, 1", "5, 0"})
    void keepsTheLargestDownToAnAbsoluteTau(double tau, int rank) {
        assertEquals(rank, new PowerFilter(0.5, new Truncation(tau, false)).rank(SIGMAS));
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "0.06, 4", "0.0625, 3", "0.25, 1", "1, 0"})
    void keepsTheLargestAboveARelativeTau(double tau, int rank) {
        assertEquals(rank, new PowerFilter(0.5, new Truncation(tau, true)).rank(SIGMAS));
    }

    @Test
    void keepsNothingOfZero() {
        assertEquals(0, new PowerFilter(1, new Truncation(0, true)).rank(new double[3]));
        assertEquals(0, new PowerFilter(1, new Truncation(0, false)).rank(new double[3]));
    }

    @ParameterizedTest
    @CsvSource({"0, 16, 1", "0.5, 16, 0.25", "1, 16, 0.0625", "0, 0.01, 1", "0.5, 0.0625, 4", "1, 0.0625, 16"})
    void gainIsThePowerOfSigma(double kappa, double sigma, double gain) {
        assertEquals(gain, new PowerFilter(kappa, new Truncation(0, false)).gain(sigma));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refusesAnImpossibleKappa(double kappa) {
        assertThrows(IllegalArgumentException.class, () -> new PowerFilter(kappa, new Truncation(0, false)));
    }

    @Test
    void spectrumTellsWhatWasKept() {
        assertEquals(
                new Spectrum(
                        3,
                        5,
                        4,
                        0.5,
                        "s",
                        0.5,
                        0,
                        List.of(4.0, 1.0, 0.5, 0.25, 0.0),
                        Optional.empty(),
                        Optional.empty()),
                Spectrum.of(SIGMAS, 3, "s", 0.5));
        assertEquals(
                new Spectrum(
                        0, 5, 4, 0, "s", 0.5, 0, List.of(4.0, 1.0, 0.5, 0.25, 0.0), Optional.empty(), Optional.empty()),
                Spectrum.of(SIGMAS, 0, "s", 0.5));
    }

    /** Of a long spectrum a few values, the ends among them. */
    @Test
    void spectrumKeepsSomeSingularValuesEvenlyByRank() {
        double[] sigmas = new double[1000];
        Arrays.setAll(sigmas, i -> 1000 - i);
        List<Double> sample = Spectrum.of(sigmas, 10, "s", 0).sample();
        assertEquals(33, sample.size());
        assertEquals(1000.0, sample.get(0));
        assertEquals(1.0, sample.get(32));
        for (int i = 1; i < sample.size(); i++) {
            assertEquals(999.0 / 32, sample.get(i - 1) - sample.get(i), 1);
        }
        assertEquals(List.of(3.0), Spectrum.of(new double[] {3}, 1, "s", 0).sample());
        assertEquals(
                sample,
                Spectrum.of(sigmas, 10, "s", 0)
                        .withCount(2000)
                        .afterRejecting("t")
                        .sample());
    }
}
