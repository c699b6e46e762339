package org.halfinverse.optim;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.halfinverse.TestVectors;
import org.halfinverse.jacobian.JacobianColumns;
import org.halfinverse.linalg.DenseSvd;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.spectral.KeptDirections;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.PhaseClock;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.Spectrum;

/**
 * {@code L(θ) = ½|Aθ − c|²} at one θ: a loss that the quadratic model of Gauss–Newton describes exactly, unless it is
 * told to be another one wherever a step may lead. Filters are applied by a dense decomposition, whatever solver is asked for.
 */
record LinearLeastSquares(double[][] rowsOfJ, double[] targets, double[] theta, OptionalDouble lossElsewhere)
        implements LinearizedBatch {
    /** A problem at a θ. */
    LinearLeastSquares(double[][] rowsOfJ, double[] targets, double[] theta) {
        this(rowsOfJ, targets, theta, OptionalDouble.empty());
    }

    /** A problem of full rank, at a θ away from its minimum. */
    static LinearLeastSquares random(int rows, int columns) {
        double[][] a = new double[rows][];
        for (int i = 0; i < rows; i++) {
            a[i] = TestVectors.gaussian(i, columns);
        }
        return new LinearLeastSquares(a, TestVectors.gaussian(100, rows), TestVectors.gaussian(101, columns));
    }

    /** The same problem with another loss wherever a step may lead. */
    LinearLeastSquares withLossElsewhere(double loss) {
        return new LinearLeastSquares(rowsOfJ, targets, theta, OptionalDouble.of(loss));
    }

    @Override
    public long samples() {
        return rowsOfJ.length;
    }

    @Override
    public long rows() {
        return rowsOfJ.length;
    }

    @Override
    public int columns() {
        return theta.length;
    }

    @Override
    public double loss() {
        return lossOf(theta);
    }

    @Override
    public double lossAt(double[] other) {
        return lossElsewhere.orElseGet(() -> lossOf(other));
    }

    private double lossOf(double[] at) {
        double[] residuals = residuals(at);
        return 0.5 * Vectors.dot(residuals, residuals);
    }

    @Override
    public double[] gradient() {
        double[] residuals = residuals(theta);
        double[] gradient = new double[theta.length];
        for (int i = 0; i < rowsOfJ.length; i++) {
            Vectors.addScaled(residuals[i], rowsOfJ[i], gradient);
        }
        return gradient;
    }

    @Override
    public double[] expand(double[] direction) {
        return direction;
    }

    @Override
    public double[] restrict(double[] direction) {
        return direction;
    }

    @Override
    public SpectralStep solve(Solver solver, SpectralFilter filter) {
        double[] a = Arrays.stream(rowsOfJ).flatMapToDouble(Arrays::stream).toArray();
        DenseSvd svd = DenseSvd.of(rowsOfJ.length, theta.length, a);
        double[] sigmas = svd.singularValues();
        int rank = filter.rank(sigmas);
        double[] coordinates = svd.leftCoordinates(residuals(theta));
        for (int i = 0; i < sigmas.length; i++) {
            coordinates[i] = i < rank ? filter.gain(sigmas[i]) * coordinates[i] : 0;
        }
        return new SpectralStep(
                svd.combineRight(coordinates),
                Spectrum.of(sigmas, rank, "dense", 0),
                KeptDirections.leading(rank, svd::rightCoordinates, svd::combineRight));
    }

    private double[] residuals(double[] at) {
        double[] residuals = new double[rowsOfJ.length];
        for (int i = 0; i < rowsOfJ.length; i++) {
            residuals[i] = Vectors.dot(rowsOfJ[i], at) - targets[i];
        }
        return residuals;
    }

    @Override
    public PhaseClock clock() {
        return new PhaseClock();
    }

    @Override
    public void close() {}

    @Override
    public double lossGradientNorm() {
        return Vectors.norm(residuals(theta));
    }

    @Override
    public double[] inversionGradient(double cutoff) {
        throw thereIsNoModel();
    }

    @Override
    public int trainedParameters() {
        return columns();
    }

    @Override
    public JacobianColumns parameterColumns() {
        throw thereIsNoModel();
    }

    @Override
    public <R extends Serializable> List<R> map(BlockTask<R> task) {
        throw thereIsNoModel();
    }

    @Override
    public <R extends Serializable> R reduce(BlockTask<R> task, Merge<R> merge) {
        throw thereIsNoModel();
    }

    @Override
    public void retain() {
        throw thereIsNoModel();
    }

    private static UnsupportedOperationException thereIsNoModel() {
        return new UnsupportedOperationException("there is neither network nor simulator");
    }
}
