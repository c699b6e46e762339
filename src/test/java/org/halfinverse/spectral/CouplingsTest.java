package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.halfinverse.linalg.SymmetricEigen;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;

/** What a small perturbation C of a diagonal matrix makes of φ(Λ + C) c. */
class CouplingsTest {
    private static final int N = 12;
    private static final int RANK = 7;
    private static final double[] LAMBDAS =
            IntStream.range(0, N).mapToDouble(i -> Math.pow(0.6, i)).toArray();
    private static final double[] C = random(1, N);

    private static double[] random(long seed, int count) {
        return CounterRandom.of(seed, Stream.DERIVATIVE_CHECK, count)
                .doubles(count, -1, 1)
                .toArray();
    }

    /** φ(λ) = λ^(−(1 + κ)/2) above a cut-off between vectors 6 and 7: for κ = −1 the projector on those that are kept. */
    private record Case(double kappa) implements SpectralFilter {
        @Override
        public Truncation truncation() {
            return new Truncation(Math.sqrt(LAMBDAS[RANK - 1] * 0.8), false);
        }

        @Override
        public double gain(double sigma) {
            return Math.pow(sigma, -kappa);
        }

        /** Λ + C, row-major, with entries up to some size wherever one of both vectors is known. */
        double[] h(int first, int end, double size, boolean onlyAcross) {
            double[] h = new double[N * N];
            double[] entries = random(2, N * N);
            for (int i = 0; i < N; i++) {
                for (int j = 0; j <= i; j++) {
                    boolean known = (j >= first && j < end) || (i >= first && i < end);
                    boolean across = i >= RANK && j < RANK;
                    double entry =
                            i == j ? LAMBDAS[i] : known && (across || !onlyAcross) ? size * entries[i * N + j] : 0;
                    h[i * N + j] = entry;
                    h[j * N + i] = entry;
                }
            }
            return h;
        }

        Couplings couplings(double[] h, int first, int end) {
            double[] phis = new double[N];
            Phi phi = new Phi(this);
            for (int i = 0; i < RANK; i++) {
                phis[i] = phi.at(LAMBDAS[i]);
            }
            double[] columns = new double[N * (end - first)];
            SpectralRefinement.copyColumns(N, end - first, h, first, N, columns, 0, end - first);
            return new Couplings(first, end - first, columns, LAMBDAS.clone(), phis, phi, C.clone());
        }

        double[] exact(double[] h) {
            SymmetricEigen eigen = SymmetricEigen.of(N, h.clone());
            double[] x = eigen.coordinates(C);
            double[] lambdas = eigen.eigenvalues();
            Phi phi = new Phi(this);
            for (int i = 0; i < N; i++) {
                x[i] *= i < RANK ? phi.at(lambdas[i]) : 0;
            }
            return eigen.combine(x);
        }

        double error(int first, int end, double size, boolean onlyAcross) {
            double[] h = h(first, end, size, onlyAcross);
            double[] error = couplings(h, first, end).applied();
            Vectors.addScaled(-1, exact(h), error);
            return Vectors.norm(error);
        }
    }

    @Test
    void withoutCouplingsEachCoordinateIsMultipliedByItsOwnValue() {
        Case half = new Case(0.5);
        double[] x = half.couplings(half.h(0, N, 0, false), 0, N).applied();
        for (int i = 0; i < N; i++) {
            assertEquals(i < RANK ? Math.pow(LAMBDAS[i], -0.75) * C[i] : 0, x[i], 1e-14 * Math.abs(x[i]));
        }
    }

    /** A tenth of the couplings leaves a hundredth of the error, whichever columns are known. */
    @Test
    void smoothFunctionsAreRightToFirstOrder() {
        Case half = new Case(0.5);
        for (int first : new int[] {0, 5}) {
            double quotient = half.error(first, 9, 1e-5, false) / half.error(first, 9, 1e-6, false);
            assertEquals(100, quotient, 10, "from column " + first);
        }
    }

    /** A tenth leaves a thousandth: what remains of the projector on the kept vectors is of third order. */
    @Test
    void vectorsThatAreKeptAndDroppedTurnToSecondOrder() {
        Case projector = new Case(-1);
        for (int first : new int[] {0, 5}) {
            double quotient = projector.error(first, 9, 1e-3, true) / projector.error(first, 9, 1e-4, true);
            assertEquals(1000, quotient, 300, "from column " + first);
        }
    }

    @Test
    void errorsAreAtMostTenTimesTheirEstimate() {
        for (double kappa : new double[] {-1, 0.5, 1}) {
            for (double size : new double[] {1e-3, 1e-5}) {
                Case some = new Case(kappa);
                double estimate = Vectors.norm(
                        some.couplings(some.h(4, 9, size, false), 4, 9).errors(9));
                double error = some.error(4, 9, size, false);
                assertTrue(estimate > 0 && error <= 10 * estimate, kappa + ", " + size + ": " + error / estimate);
            }
        }
    }

    @Test
    void eigenvaluesMayBeShiftedByTheSquareOfACouplingOverTheGap() {
        Case half = new Case(0.5);
        double[] h = half.h(0, 0, 0, false);
        h[3 * N + 8] = 1e-4;
        h[8 * N + 3] = 1e-4;
        double[] shifts = half.couplings(h, 8, 9).shifts();
        double expected = 1e-8 / (LAMBDAS[3] - LAMBDAS[8]);
        assertEquals(expected, shifts[3], 1e-12 * expected);
        assertEquals(expected, shifts[8], 1e-12 * expected);
        assertEquals(2 * expected, Arrays.stream(shifts).sum(), 1e-12 * expected);
    }
}
