package org.halfinverse.spectral;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Optional;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.GramMatrix;
import org.halfinverse.linalg.SymmetricEigen;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.spectral.LinearizedBatch.BlockTask;
import org.halfinverse.spectral.LinearizedBatch.Merge;

/**
 * {@code V f(Λ) Λ⁻¹ Vᵀ (Jᵀg)} by the Gram matrix {@code JᵀJ = V Λ² Vᵀ}, summed over the blocks where they are, in one
 * pass and as few numbers as its symmetries leave. For mini-batches of more rows than parameters, however large.
 *
 * <p>Where its tiles together exceed a budget, as many passes are made as they need; the bits are those of one pass. Where
 * the estimated error of the step is too large, and rounding has not turned singular vectors too far, a {@link
 * SpectralRefinement} follows.
 */
public final class GramSolver implements Solver {
    private final long budget;
    private final long tile;

    /** The solver with 256 MB of tiles at a time. */
    public GramSolver() {
        this(256L << 20);
    }

    /**
     * The solver.
     *
     * @param budget bytes of tiles that a block may hold, and a message carry, at a time
     */
    public GramSolver(long budget) {
        this(budget, GramMatrix.TILE);
    }

    /**
     * The solver with tiles of another size.
     *
     * @param budget bytes of tiles that a block may hold, and a message carry, at a time
     * @param tile entries of a tile, on which the last bits depend
     */
    GramSolver(long budget, long tile) {
        this.budget = budget;
        this.tile = tile;
    }

    @Override
    public String label() {
        return "gram";
    }

    @Override
    public SolverCost cost(StepSize size) {
        double n = size.columns();
        double sums = size.samples() * size.gramFlopsPerSample() + size.rowFlops();
        double entries = Double.BYTES * GramMatrix.entries(size.parameters());
        double tiles = Math.min((double) budget, entries);
        return new SolverCost(
                        size.linearizeFlops() + sums + SolverCost.EIGEN_FLOPS * n * n * n,
                        StepSize.LINEARIZE_WEIGHT * size.linearizeFlops() + sums,
                        SolverCost.eigenWork(n),
                        2 * tiles,
                        Double.BYTES * SymmetricEigen.numbers(size.columns()) + tiles,
                        SquaredSpectrum.RESOLUTION)
                .refining(Double.BYTES * SolverCost.REFINEMENT_MATRICES * n * size.values())
                .retaining(entries > 2.0 * budget ? size.linearizedBytes() : 0);
    }

    @Override
    public Optional<String> refusal(StepSize size) {
        return size.refusalIf(size.columns() > StepSize.LARGEST_SQUARE);
    }

    @Override
    public SpectralStep solve(LinearizedBatch batch, SpectralFilter filter) {
        int n = batch.columns();
        GramMatrix tiles = new GramMatrix(batch.parameterColumns(), tile);
        double[] gram = new double[Math.multiplyExact(n, n)];
        for (int first = 0; first < tiles.tiles(); ) {
            int end = endOfPass(tiles, first);
            if (first > 0 && end < tiles.tiles()) {
                batch.retain(); // not before the first pass, which brings the gradient along
            }
            double[][] sums = batch.reduce(new TileSums(tiles, first, end), new TileMerge());
            int from = first;
            batch.clock().time(Phase.REDUCE, () -> {
                for (int tile = from; tile < end; tile++) {
                    tiles.write(tile, sums[tile - from], gram);
                }
                return gram;
            });
            first = end;
        }
        if (ScaledBatch.isNeeded(batch, trace(gram, n))) {
            return ScaledBatch.solve(batch, filter, this::solve);
        }
        return solve(batch, filter, gram);
    }

    private SpectralStep solve(LinearizedBatch batch, SpectralFilter filter, double[] gram) {
        int n = batch.columns();
        int count = (int) Math.min(batch.rows(), n);
        double[] gradient = batch.gradient();
        PhaseClock clock = batch.clock();
        SymmetricEigen eigen = clock.time(Phase.DECOMPOSE, () -> SymmetricEigen.of(n, gram));
        double[] coordinates = eigen.coordinates(gradient);
        SquaredSpectrum spectrum = new SquaredSpectrum(eigen.eigenvalues(), count, filter);
        StepError error = spectrum.error(coordinates, false, batch.lossGradientNorm(), n);
        Spectrum summary = clock.time(Phase.DECOMPOSE, () -> spectrum.summary(label(), error));
        Optional<SpectralRefinement> refinement =
                clock.time(Phase.DECOMPOSE, () -> spectrum.refinement(summary, error, eigen));
        if (refinement.isPresent()) {
            return refine(batch, refinement.get(), coordinates, eigen);
        }
        spectrum.apply(coordinates);
        return new SpectralStep(eigen.combine(coordinates), summary, kept(eigen, summary.rank()));
    }

    private static KeptDirections kept(SymmetricEigen eigen, int rank) {
        return KeptDirections.leading(rank, eigen::coordinates, eigen::combine);
    }

    private SpectralStep refine(
            LinearizedBatch batch, SpectralRefinement refinement, double[] coordinates, SymmetricEigen eigen) {
        int k = refinement.count();
        Products products = batch.reduce(new GramProducts(k, refinement.vectors()), Products::plus);
        System.arraycopy(products.coordinates, 0, coordinates, refinement.first(), k);
        SpectralRefinement.Result result = batch.clock()
                .time(Phase.DECOMPOSE, () -> refinement.apply(products.gramTimesVectors, coordinates, false, batch));
        return new SpectralStep(result.vector(), result.summary(label()), kept(eigen, result.rank()));
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

    /** The squared norm of J: if it is finite, so is all of the Gram matrix. */
    static double trace(double[] gram, int n) {
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += gram[i * n + i];
        }
        return trace;
    }

    private record TileSums(GramMatrix tiles, int first, int end) implements BlockTask<double[][]> {
        @Override
        public double[][] apply(int block, Iterator<FactoredJacobian> pieces) {
            GramMatrix.Sums sums = tiles.new Sums(first, end);
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

    /** {@code JᵀB} and {@code Bᵀg} for {@code B = J V}. */
    private record Products(double[] gramTimesVectors, double[] coordinates) implements Serializable {
        Products plus(Products later) {
            Vectors.addScaled(1, later.gramTimesVectors, gramTimesVectors);
            Vectors.addScaled(1, later.coordinates, coordinates);
            return this;
        }
    }

    private record GramProducts(int count, double[] vectors) implements BlockTask<Products> {
        @Override
        public Products apply(int block, Iterator<FactoredJacobian> pieces) {
            double[] gramTimesVectors = new double[vectors.length];
            double[] coordinates = new double[count];
            FactoredJacobian.Workspace workspace = new FactoredJacobian.Workspace();
            while (pieces.hasNext()) {
                FactoredJacobian jacobian = pieces.next();
                double[] b = jacobian.product(count, vectors, workspace);
                jacobian.addTransposeProduct(count, b, gramTimesVectors, workspace);
                double[] g = jacobian.lossGradient();
                for (int row = 0; row < g.length; row++) {
                    for (int i = 0; i < count; i++) {
                        coordinates[i] += g[row] * b[row * count + i];
                    }
                }
            }
            return new Products(gramTimesVectors, coordinates);
        }
    }
}
