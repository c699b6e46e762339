package org.halfinverse.spectral;

import java.util.Iterator;
import java.util.Optional;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.linalg.DenseSvd;
import org.halfinverse.linalg.TriangularFactor;
import org.halfinverse.spectral.LinearizedBatch.BlockTask;

/**
 * The singular value decomposition of the triangle of {@code [J | g] = Q R}: J is factorised as its rows stream by,
 * block by block, and triangles are merged where they are (Demmel, Grigori, Hoemmen, Langou, SIAM J. Sci. Comput. 34,
 * 2012). R has the singular values and right vectors of J, and its last column is {@code Qᵀg}, so that Q is never
 * needed. As accurate as the decomposition of J itself, in memory for some n × n matrices whatever m is.
 */
public final class TallSkinnyQrSolver implements Solver {
    /** By how much panels slow the matrix products of a factorisation down. */
    private static final double QR_WEIGHT = 1.5;

    /** The solver; it has no settings. */
    public TallSkinnyQrSolver() {}

    @Override
    public String label() {
        return "tsqr";
    }

    @Override
    public SolverCost cost(StepSize size) {
        double m = size.rows();
        double n = size.columns();
        double factorization = 2 * m * n * n + size.blocks() * n * n * n * 2 / 3;
        return new SolverCost(
                size.linearizeFlops() + size.rowFlops() + factorization + SolverCost.SVD_FLOPS * n * n * n,
                StepSize.LINEARIZE_WEIGHT * size.linearizeFlops() + size.rowFlops() + QR_WEIGHT * factorization,
                SolverCost.svdWork(n),
                Double.BYTES * 3 * n * n,
                Double.BYTES * 9 * n * n,
                SolverCost.FULL_RESOLUTION);
    }

    @Override
    public Optional<String> refusal(StepSize size) {
        return size.refusalIf(size.columns() > DenseSvd.LARGEST);
    }

    @Override
    public SpectralStep solve(LinearizedBatch batch, SpectralFilter filter) {
        int n = batch.columns();
        TriangularFactor factor = batch.reduce(new BlockFactor(n), TriangularFactor::merge);
        return batch.clock().time(Phase.DECOMPOSE, () -> {
            double[] r = factor.r();
            double[] triangle = new double[n * n];
            double[] lossGradient = new double[n];
            for (int row = 0; row < n; row++) {
                System.arraycopy(r, row * (n + 1), triangle, row * n, n);
                lossGradient[row] = r[row * (n + 1) + n];
            }
            return SpectralStep.of(label(), filter, DenseSvd.of(n, n, triangle), lossGradient, batch);
        });
    }

    /** Rows are gathered until there are as many as columns, which keeps the factorisation in matrix products. */
    private record BlockFactor(int columns) implements BlockTask<TriangularFactor> {
        @Override
        public TriangularFactor apply(int block, Iterator<FactoredJacobian> pieces) {
            int width = columns + 1;
            TriangularFactor factor = new TriangularFactor(width);
            double[] rows = new double[width * width];
            int count = 0;
            while (pieces.hasNext()) {
                FactoredJacobian jacobian = pieces.next();
                FactoredJacobian.RowWriter writer = jacobian.rowWriter();
                for (int row = 0; row < jacobian.rows(); row++) {
                    writer.write(row, rows, count * width);
                    rows[count * width + columns] = jacobian.lossGradient()[row];
                    count++;
                    if (count == width) {
                        factor.append(count, rows);
                        count = 0;
                    }
                }
            }
            if (count > 0) {
                factor.append(count, rows);
            }
            return factor;
        }
    }
}
