package org.halfinverse.spark;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.mllib.linalg.Matrix;
import org.apache.spark.mllib.linalg.SingularValueDecomposition;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.linalg.BlasThreads;
import org.halfinverse.spectral.BatchView;
import org.halfinverse.spectral.KeptDirections;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.Phase;
import org.halfinverse.spectral.ScaledBatch;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SolverCost;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.spectral.SquaredSpectrum;
import org.halfinverse.spectral.StepSize;

/**
 * The reference path: explicit rows of J in the executors, {@code RowMatrix.computeSVD}, truncation at our τ.
 *
 * <p>MLlib decomposes JᵀJ. From its singular values and V, and {@code Jᵀg} which the executors sum up in the same
 * pass, the update is assembled as {@code V f(Λ) Λ⁻¹ Vᵀ (Jᵀg)}, which equals {@code V f(Λ) Uᵀ g}: U, as long as the
 * mini-batch, is not needed, and neither J nor U is ever collected. MLlib's own cut-off {@code rCond} is left at 0.
 *
 * <p>Since JᵀJ squares the singular values, small ones are lost: see {@link SquaredSpectrum}.
 */
public final class RowMatrixSolver implements Solver {
    /** What {@code computeSVD} decomposes locally when asked for all n singular values. */
    public static final int MOST_COLUMNS = 15_000;

    /** MLlib adds row after row to the Gram matrix, each time going through all of it. */
    private static final double UPDATE_WEIGHT = 10;
    /** Operations over n³ of a singular value decomposition with all vectors. */
    private static final double SVD_FLOPS = 22;
    /** Matrices of n × n that MLlib needs at once beside the blocks' triangles: JᵀJ, its copy, two sets of vectors. */
    private static final int GRAM_COPIES = 4;

    /** The solver; it has no settings. */
    public RowMatrixSolver() {}

    @Override
    public String label() {
        return "mllib";
    }

    @Override
    public SolverCost cost(StepSize size) {
        double n = size.columns();
        double triangle = n * (n + 1) / 2;
        double updates = size.rows() * n * n;
        return new SolverCost(
                size.linearizeFlops() + size.rowFlops() + updates + SVD_FLOPS * n * n * n,
                size.linearizeFlops() + size.rowFlops() + UPDATE_WEIGHT * updates,
                SVD_FLOPS * n * n * n,
                Double.BYTES * 2 * triangle,
                Double.BYTES * (size.blocks() * triangle + GRAM_COPIES * n * n),
                SquaredSpectrum.RESOLUTION);
    }

    @Override
    public Optional<String> refusal(StepSize size) {
        return size.columns() <= MOST_COLUMNS
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "takes up to %,d parameters, and the network has %,d",
                        MOST_COLUMNS,
                        size.columns()));
    }

    @Override
    public Use use() {
        return Use.ON_REQUEST;
    }

    @Override
    public boolean needsSpark() {
        return true;
    }

    @Override
    public SpectralStep solve(LinearizedBatch anywhere, SpectralFilter filter) {
        if (!(BatchView.origin(anywhere) instanceof SparkBatch batch)) {
            throw new IllegalArgumentException("solver mllib works on mini-batches in Spark's executors alone:"
                    + " use execution.mode = cluster, or another solver");
        }
        return solve(batch, anywhere, filter);
    }

    /** In the units of a view of the mini-batch. */
    private SpectralStep solve(SparkBatch batch, LinearizedBatch view, SpectralFilter filter) {
        int columns = view.columns();
        return batch.clock().time(Phase.DECOMPOSE, () -> {
            JacobianRows rows = batch.jacobianRows(view);
            try {
                SingularValueDecomposition<RowMatrix, Matrix> svd = BlasThreads.onOneCore(
                        () -> new RowMatrix(rows, batch.rows(), columns).computeSVD(columns, false, 0));
                if (!ScaledBatch.isNeeded(view, rows.squares())) {
                    return apply(svd, view, filter);
                }
            } catch (NonFiniteException e) {
                if (!ScaledBatch.isNeeded(view, rows.squares())) {
                    throw e;
                }
            }
            return ScaledBatch.solve(view, filter, (scaled, inUnits) -> solve(batch, scaled, inUnits));
        });
    }

    private SpectralStep apply(
            SingularValueDecomposition<RowMatrix, Matrix> svd, LinearizedBatch batch, SpectralFilter filter) {
        int columns = batch.columns();
        int count = (int) Math.min(batch.rows(), columns);
        if (svd.s().size() < count) { // the list ends at a NaN
            throw new NonFiniteException("singular value " + svd.s().size() + " of MLlib is NaN");
        }
        double[] lambdas =
                Arrays.stream(svd.s().toArray()).map(sigma -> sigma * sigma).toArray();
        double[] v = svd.V().toArray(); // n × n, column-major
        double[] coordinates = coordinates(v, lambdas.length, batch.gradient());
        SquaredSpectrum spectrum = new SquaredSpectrum(lambdas, count, filter);
        Spectrum summary = spectrum.summary(label(), coordinates, false, batch.lossGradientNorm(), columns);
        spectrum.apply(coordinates);
        int rank = summary.rank();
        return new SpectralStep(
                combine(v, rank, coordinates, columns),
                summary,
                KeptDirections.leading(
                        rank, x -> coordinates(v, rank, x), shares -> combine(v, rank, shares, columns)));
    }

    /** {@code Vᵀx} for the first columns of V. */
    private static double[] coordinates(double[] columnMajor, int count, double[] x) {
        double[] coordinates = new double[count];
        for (int i = 0; i < count; i++) {
            for (int row = 0; row < x.length; row++) {
                coordinates[i] += columnMajor[i * x.length + row] * x[row];
            }
        }
        return coordinates;
    }

    /** {@code V c} for the first columns of V. */
    private static double[] combine(double[] columnMajor, int count, double[] coordinates, int rows) {
        double[] result = new double[rows];
        for (int i = 0; i < count; i++) {
            for (int row = 0; row < rows; row++) {
                result[row] += coordinates[i] * columnMajor[i * rows + row];
            }
        }
        return result;
    }
}
