package org.halfinverse.spectral;

import java.io.Serializable;
import java.util.Iterator;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.GramMatrix;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.linalg.SymmetricEigen;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.network.Mlp;
import org.halfinverse.spectral.LinearizedBatch.BlockTask;
import org.halfinverse.spectral.LinearizedBatch.Merge;

/**
 * {@code V f(Λ) Λ⁻¹ Vᵀ (Jᵀg)} by the Gram matrix {@code JᵀJ = V Λ² Vᵀ}, summed over the blocks where they are, in one
 * pass and as few numbers as its symmetries leave. For mini-batches of more rows than parameters, however large.
 *
 * <p>Where its tiles together exceed a budget, as many passes are made as they need; the bits are those of one pass.
 */
public final class GramSolver implements Solver<LinearizedBatch> {
    private final long budget;

    /**
     * The solver.
     *
     * @param budget bytes of tiles that a block may hold, and a message carry, at a time
     */
    public GramSolver(long budget) {
        this.budget = budget;
    }

    @Override
    public String label() {
        return "gram";
    }

    @Override
    public SolverCost cost(StepSize size) {
        double n = size.columns();
        double sums = size.samples() * size.gramFlopsPerSample();
        double tiles = Math.min((double) budget, Double.BYTES * size.gramFlopsPerSample() / 2);
        return new SolverCost(
                size.linearizeFlops() + sums + SolverCost.EIGEN_FLOPS * n * n * n,
                StepSize.LINEARIZE_WEIGHT * size.linearizeFlops() + sums + SolverCost.EIGEN_WORK * n * n * n,
                2 * tiles,
                Double.BYTES * 3 * n * n + tiles,
                SquaredSpectrum.RESOLUTION);
    }

    @Override
    public SpectralStep solve(LinearizedBatch batch, SpectralFilter filter) {
        int n = batch.columns();
        GramMatrix tiles = new GramMatrix(batch.network());
        double[] gram = new double[Math.multiplyExact(n, n)];
        for (int first = 0; first < tiles.tiles(); ) {
            int end = endOfPass(tiles, first);
            if (first > 0 && end < tiles.tiles()) {
                batch.retain(); // not before the first pass, which brings the gradient along
            }
            double[][] sums = batch.reduce(new TileSums(batch.network(), first, end), new TileMerge());
            int from = first;
            batch.clock().time(Phase.REDUCE, () -> {
                for (int tile = from; tile < end; tile++) {
                    tiles.write(tile, sums[tile - from], gram);
                }
                return gram;
            });
            first = end;
        }
        requireFinite(gram, n);
        double[] gradient = batch.gradient();
        return batch.clock().time(Phase.DECOMPOSE, () -> apply(batch, filter, gram, gradient));
    }

    private SpectralStep apply(LinearizedBatch batch, SpectralFilter filter, double[] gram, double[] gradient) {
        int n = gradient.length;
        SymmetricEigen eigen = SymmetricEigen.of(n, gram);
        double[] coordinates = eigen.coordinates(gradient);
        SquaredSpectrum spectrum = new SquaredSpectrum(eigen.eigenvalues(), (int) Math.min(batch.rows(), n), filter);
        Spectrum summary = spectrum.summary(label(), coordinates, false);
        spectrum.apply(coordinates);
        return new SpectralStep(eigen.combine(coordinates), summary);
    }

    private int endOfPass(GramMatrix tiles, int first) {
        long bytes = 0;
        int end = first;
        while (end < tiles.tiles() && (end == first || bytes + bytes(tiles, end) <= budget)) {
            bytes += bytes(tiles, end);
            end++;
        }
        return end;
    }

    private static long bytes(GramMatrix tiles, int tile) {
        return (long) tiles.length(tile) * Double.BYTES;
    }

    /** If the diagonal of a Gram matrix is finite, so is all of it. */
    static void requireFinite(double[] gram, int n) {
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += gram[i * n + i];
        }
        if (!Double.isFinite(trace)) {
            throw new NonFiniteException("the sum of the squared entries of the Jacobian is " + trace);
        }
    }

    private record TileSums(Mlp network, int first, int end) implements BlockTask<double[][]> {
        @Override
        public double[][] apply(int block, Iterator<FactoredJacobian> pieces) {
            GramMatrix.Sums sums = new GramMatrix(network).new Sums(first, end);
            pieces.forEachRemaining(sums::add);
            return sums.sums();
        }
    }

    private record TileMerge() implements Merge<double[][]>, Serializable {
        @Override
        public double[][] apply(double[][] earlier, double[][] later) {
            for (int tile = 0; tile < earlier.length; tile++) {
                Vectors.addScaled(1, later[tile], earlier[tile]);
            }
            return earlier;
        }
    }
}
