package org.halfinverse.optim;

import java.util.Arrays;
import org.halfinverse.TestVectors;
import org.halfinverse.linalg.DenseSvd;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.Spectrum;

/**
 * {@code L(θ) = ½|Aθ − c|²} at one θ: a loss that the quadratic model of Gauss–Newton describes exactly.
 */
record LinearLeastSquares(double[][] rows, double[] targets, double[] theta) implements Evaluation {
    /** A problem of full rank, at a θ away from its minimum. */
    static LinearLeastSquares random(int rows, int columns) {
        double[][] a = new double[rows][];
        for (int i = 0; i < rows; i++) {
            a[i] = TestVectors.gaussian(i, columns);
        }
        return new LinearLeastSquares(a, TestVectors.gaussian(100, rows), TestVectors.gaussian(101, columns));
    }

    @Override
    public long samples() {
        return rows.length;
    }

    @Override
    public double loss() {
        return lossAt(theta);
    }

    @Override
    public double lossAt(double[] other) {
        double[] residuals = residuals(other);
        return 0.5 * Vectors.dot(residuals, residuals);
    }

    @Override
    public double[] gradient() {
        double[] residuals = residuals(theta);
        double[] gradient = new double[theta.length];
        for (int i = 0; i < rows.length; i++) {
            Vectors.addScaled(residuals[i], rows[i], gradient);
        }
        return gradient;
    }

    @Override
    public double[] inversionGradient(double cutoff) {
        throw new UnsupportedOperationException("there is no simulator");
    }

    @Override
    public SpectralStep spectralStep(SpectralFilter filter) {
        double[] a = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        DenseSvd svd = DenseSvd.of(rows.length, theta.length, a);
        double[] sigmas = svd.singularValues();
        int rank = filter.rank(sigmas);
        double[] coordinates = svd.leftCoordinates(residuals(theta));
        for (int i = 0; i < sigmas.length; i++) {
            coordinates[i] = i < rank ? filter.gain(sigmas[i]) * coordinates[i] : 0;
        }
        return new SpectralStep(svd.combineRight(coordinates), Spectrum.of(sigmas, rank, "dense", 0));
    }

    private double[] residuals(double[] at) {
        double[] residuals = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            residuals[i] = Vectors.dot(rows[i], at) - targets[i];
        }
        return residuals;
    }
}
