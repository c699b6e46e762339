package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DividedDifferencesTest {
    private static final Phi PHI = new Phi(new PowerFilter(0.5, new Truncation(0, false)));

    /** λ^(−3/4) of the eigenvalues that are kept. */
    private static double[] phis(double[] lambdas, int rank) {
        double[] phis = new double[lambdas.length];
        for (int i = 0; i < rank; i++) {
            phis[i] = Math.pow(lambdas[i], -0.75);
        }
        return phis;
    }

    @Test
    void areThoseOfTheEigenvaluesBehindWhereWhatIsDroppedCountsAsZero() {
        double[] lambdas = {16, 1, 0.5, 0.25};
        double[] phis = phis(lambdas, 3);
        DividedDifferences differences = new DividedDifferences(PHI, lambdas, phis, 3);
        differences.take(1, 0);
        double[] ofPhi = {(1 - Math.pow(2, 0.75)) / 0.5, 1 / 0.75};
        double[] ofPsi = {(1 - 0.5 * Math.pow(2, 0.75)) / 0.5, 1 / 0.75};
        assertArrayEquals(
                ofPhi, new double[] {differences.ofPhi()[2], differences.ofPhi()[3]}, 1e-15);
        assertArrayEquals(
                ofPsi, new double[] {differences.ofPsi()[2], differences.ofPsi()[3]}, 1e-15);
    }

    @Test
    void areDerivativesWhereEigenvaluesHardlyDiffer() {
        double[] lambdas = {4, 4 - 1e-12};
        DividedDifferences differences = new DividedDifferences(PHI, lambdas, phis(lambdas, 2), 2);
        differences.take(0, 0);
        // Over a thousandth of λ a derivative changes by as much, twice at most.
        double ofPhi = -0.75 * Math.pow(4, -1.75);
        double ofPsi = 0.25 * Math.pow(4, -0.75);
        for (int j = 0; j < 2; j++) {
            assertEquals(ofPhi, differences.ofPhi()[j], -2e-3 * ofPhi);
            assertEquals(ofPsi, differences.ofPsi()[j], 2e-3 * ofPsi);
        }
    }

    @Test
    void haveALeastGapToWhatIsDropped() {
        double[] lambdas = {1, 1};
        DividedDifferences differences = new DividedDifferences(PHI, lambdas, phis(lambdas, 1), 1);
        differences.take(0, 1e-10);
        assertEquals(1e10, differences.ofPhi()[1], 1e-5);
    }
}
