package org.halfinverse.spectral;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.linalg.DenseSvd;

/**
 * The definition itself: all of J in the driver, and its dense SVD. The yardstick of the other solvers, and the
 * fastest while J is small.
 */
public final class DirectSolver implements Solver {
    /** The solver; it has no settings. */
    public DirectSolver() {}

    @Override
    public String label() {
        return "direct";
    }

    @Override
    public SolverCost cost(StepSize size) {
        double m = size.rows();
        double n = size.columns();
        double r = size.values();
        double factorization = 2 * m * n * r;
        return new SolverCost(
                size.linearizeFlops() + size.rowFlops() + factorization + SolverCost.SVD_FLOPS * r * r * r,
                StepSize.LINEARIZE_WEIGHT * size.linearizeFlops() + size.rowFlops(),
                factorization + SolverCost.svdWork(r),
                Double.BYTES * m * n / size.blocks(),
                Double.BYTES * (2 * m * n + 7 * r * r),
                SolverCost.FULL_RESOLUTION);
    }

    @Override
    public Optional<String> refusal(StepSize size) {
        return size.refusalIf(
                (double) size.rows() * size.columns() > StepSize.LARGEST_ARRAY || size.values() > DenseSvd.LARGEST);
    }

    @Override
    public String advice() {
        return "a smaller training.batch-size";
    }

    @Override
    public SpectralStep solve(LinearizedBatch batch, SpectralFilter filter) {
        List<DenseRows> blocks = batch.map(DenseRows::of);
        int columns = batch.columns();
        int rows = Math.toIntExact(batch.rows());
        double[] jacobian = new double[Math.multiplyExact(rows, columns)];
        double[] lossGradient = new double[rows];
        batch.clock().time(Phase.REDUCE, () -> {
            int row = 0;
            for (DenseRows block : blocks) {
                System.arraycopy(block.jacobian, 0, jacobian, row * columns, block.jacobian.length);
                System.arraycopy(block.lossGradient, 0, lossGradient, row, block.lossGradient.length);
                row += block.lossGradient.length;
            }
            return row;
        });
        return batch.clock()
                .time(
                        Phase.DECOMPOSE,
                        () -> SpectralStep.of(
                                label(), filter, DenseSvd.of(rows, columns, jacobian), lossGradient, batch));
    }

    /** The explicit rows of one block with their loss gradient. */
    private record DenseRows(double[] jacobian, double[] lossGradient) implements Serializable {
        static DenseRows of(int block, Iterator<FactoredJacobian> pieces) {
            List<FactoredJacobian> all = new ArrayList<>();
            pieces.forEachRemaining(all::add);
            int rows = all.stream().mapToInt(FactoredJacobian::rows).sum();
            int columns = all.isEmpty() ? 0 : all.get(0).columns();
            double[] jacobian = new double[rows * columns];
            double[] lossGradient = new double[rows];
            int row = 0;
            for (FactoredJacobian piece : all) {
                FactoredJacobian.RowWriter writer = piece.rowWriter();
                for (int i = 0; i < piece.rows(); i++) {
                    writer.write(i, jacobian, (row + i) * columns);
                }
                System.arraycopy(piece.lossGradient(), 0, lossGradient, row, piece.rows());
                row += piece.rows();
            }
            return new DenseRows(jacobian, lossGradient);
        }
    }
}
