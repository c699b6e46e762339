package org.halfinverse.spark;

import java.util.Arrays;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.mllib.linalg.Matrix;
import org.apache.spark.mllib.linalg.SingularValueDecomposition;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.spectral.Phase;
import org.halfinverse.spectral.PhaseClock;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.Spectrum;

/**
 * The reference path: explicit rows of J in the executors, {@code RowMatrix.computeSVD}, truncation at our τ.
 *
 * <p>MLlib decomposes JᵀJ. From its singular values and V, and {@code Jᵀg} which the executors sum up in the same
 * pass, the update is assembled as {@code V f(Λ) Λ⁻¹ Vᵀ (Jᵀg)}, which equals {@code V f(Λ) Uᵀ g}: U, as long as the
 * mini-batch, is not needed, and neither J nor U is ever collected. MLlib's own cut-off {@code rCond} is left at 0.
 *
 * <p>Since JᵀJ squares the singular values, those below about √ε σ_max are rounding (ε = 2⁻⁵²). They are dropped even
 * where τ would keep them, with a warning once.
 */
public final class RowMatrixSolver implements Solver<SparkBatch> {
    /** What {@code computeSVD} decomposes locally when asked for all n singular values. */
    public static final int MOST_COLUMNS = 15_000;

    private static final Logger LOG = LogManager.getLogger(RowMatrixSolver.class);
    /** √ε = 1.5e-8 with room for the growth of rounding errors in sums over rows. */
    private static final double RESOLUTION = 1e-7;

    private boolean warned;

    /** The solver; it has no settings. */
    public RowMatrixSolver() {}

    @Override
    public String label() {
        return "mllib";
    }

    @Override
    public SpectralStep solve(SparkBatch batch, SpectralFilter filter) {
        PhaseClock clock = batch.clock();
        double before = clock.seconds(Phase.LINEARIZE) + clock.seconds(Phase.REDUCE);
        int columns = batch.columns();
        SpectralStep step = clock.time(Phase.DECOMPOSE, () -> {
            RowMatrix jacobian = new RowMatrix(batch.jacobianRows(), batch.rows(), columns);
            SingularValueDecomposition<RowMatrix, Matrix> svd = jacobian.computeSVD(columns, false, 0);
            return apply(svd, batch, filter);
        });
        // computeSVD runs the pass over the samples inside, which is booked by itself.
        clock.add(Phase.DECOMPOSE, before - clock.seconds(Phase.LINEARIZE) - clock.seconds(Phase.REDUCE));
        return step;
    }

    private SpectralStep apply(
            SingularValueDecomposition<RowMatrix, Matrix> svd, SparkBatch batch, SpectralFilter filter) {
        int columns = batch.columns();
        int count = (int) Math.min(batch.rows(), columns);
        if (svd.s().size() < count) { // the list ends at a NaN
            throw new NonFiniteException("singular value " + svd.s().size() + " of MLlib is NaN");
        }
        double[] sigmas = Arrays.copyOf(svd.s().toArray(), count);
        int rank = rank(sigmas, filter);
        double[] v = svd.V().toArray(); // n × n, column-major
        double[] gradient = batch.gradient();
        double[] direction = new double[columns];
        for (int i = 0; i < rank; i++) {
            double coordinate = 0;
            for (int row = 0; row < columns; row++) {
                coordinate += v[i * columns + row] * gradient[row];
            }
            coordinate *= filter.gain(sigmas[i]) / sigmas[i];
            for (int row = 0; row < columns; row++) {
                direction[row] += coordinate * v[i * columns + row];
            }
        }
        return new SpectralStep(direction, Spectrum.of(sigmas, rank));
    }

    private int rank(double[] sigmas, SpectralFilter filter) {
        int resolved = 0;
        while (resolved < sigmas.length && sigmas[resolved] > RESOLUTION * sigmas[0]) {
            resolved++;
        }
        int wanted = filter.rank(sigmas);
        if (wanted > resolved && !warned) {
            warned = true;
            LOG.warn(
                    "solver mllib tells singular values from rounding down to {} of the largest one; tau would keep {}"
                            + " below that, which are dropped: use solver = direct for the exact step",
                    RESOLUTION,
                    wanted - resolved);
        }
        return Math.min(wanted, resolved);
    }
}
