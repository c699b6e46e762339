package org.halfinverse.spectral;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.KernelMatrix;
import org.halfinverse.linalg.SymmetricEigen;
import org.halfinverse.linalg.Vectors;

/**
 * {@code Jᵀ (U f(Λ) Λ⁻¹ Uᵀ g)} by the kernel {@code JJᵀ = U Λ² Uᵀ}. For mini-batches of fewer rows than parameters, as
 * in all examples of the paper.
 *
 * <p>The blocks send their factors, which are fewer numbers than a tile of the kernel. The driver's work on them is
 * small compared with the decomposition of the m × m kernel. Where the estimated error of the step is too large, and
 * the singular values above it can be told from rounding, a {@link SpectralRefinement} follows.
 */
public final class KernelSolver implements Solver {
    private static final int VECTORS_AT_ONCE = 64;

    /** The solver; it has no settings. */
    public KernelSolver() {}

    @Override
    public String label() {
        return "kernel";
    }

    @Override
    public SolverCost cost(StepSize size) {
        double m = size.rows();
        double factors = size.linearizedBytes();
        double kernel = KernelMatrix.flops(m, size.kernelWidth()) + size.rowFlops();
        return new SolverCost(
                        size.linearizeFlops() + kernel + SolverCost.EIGEN_FLOPS * m * m * m,
                        StepSize.LINEARIZE_WEIGHT * size.linearizeFlops(),
                        kernel + SolverCost.eigenWork(m),
                        factors / size.blocks(),
                        Double.BYTES * SymmetricEigen.numbers(m) + 2 * factors,
                        SquaredSpectrum.RESOLUTION)
                .refining(Double.BYTES * SolverCost.REFINEMENT_MATRICES * m * size.values());
    }

    @Override
    public Optional<String> refusal(StepSize size) {
        return size.refusalIf(size.rows() > StepSize.LARGEST_SQUARE);
    }

    @Override
    public String advice() {
        return "a smaller training.batch-size";
    }

    @Override
    public SpectralStep solve(LinearizedBatch batch, SpectralFilter filter) {
        List<FactoredJacobian[]> blocks = batch.map(KernelSolver::factors);
        int m = Math.toIntExact(batch.rows());
        FactoredJacobian jacobian =
                FactoredJacobian.stack(blocks.stream().flatMap(Arrays::stream).toList());
        double[] kernel = batch.clock().time(Phase.REDUCE, () -> KernelMatrix.of(jacobian));
        if (ScaledBatch.isNeeded(batch, GramSolver.trace(kernel, m))) {
            return ScaledBatch.solve(batch, filter, this::solve);
        }
        return batch.clock().time(Phase.DECOMPOSE, () -> apply(batch, filter, jacobian, kernel));
    }

    private SpectralStep apply(
            LinearizedBatch batch, SpectralFilter filter, FactoredJacobian jacobian, double[] kernel) {
        int m = jacobian.rows();
        int count = Math.min(m, batch.columns());
        SymmetricEigen eigen = SymmetricEigen.of(m, kernel);
        double[] coordinates = eigen.coordinates(jacobian.lossGradient());
        SquaredSpectrum spectrum = new SquaredSpectrum(eigen.eigenvalues(), count, filter);
        StepError error = spectrum.error(coordinates, true, batch.lossGradientNorm(), batch.columns());
        Optional<SpectralRefinement> refinement = spectrum.refinement(spectrum.summary(label(), error), error, eigen);
        double[] direction = new double[batch.columns()];
        if (refinement.isPresent()) {
            SpectralRefinement.Result result =
                    refinement.get().apply(products(jacobian, refinement.get()), coordinates, true, batch);
            jacobian.addTransposeProduct(result.vector(), direction);
            result.error().ofLength(Vectors.norm(direction));
            return new SpectralStep(direction, result.summary(label()), kept(jacobian, eigen, result.rank()));
        }
        spectrum.apply(coordinates);
        jacobian.addTransposeProduct(eigen.combine(coordinates), direction);
        Spectrum summary = spectrum.summary(label(), error.ofLength(Vectors.norm(direction)));
        return new SpectralStep(direction, summary, kept(jacobian, eigen, summary.rank()));
    }

    /** {@code V Vᵀ x = Jᵀ U Λ⁻² Uᵀ J x}, of the singular values that the kernel resolves. */
    private static KeptDirections kept(FactoredJacobian jacobian, SymmetricEigen eigen, int rank) {
        return x -> {
            double[] lambdas = eigen.eigenvalues();
            double rounding = SquaredSpectrum.RESOLUTION * SquaredSpectrum.RESOLUTION * lambdas[0];
            double[] shares = eigen.coordinates(jacobian.product(x));
            for (int i = 0; i < shares.length; i++) {
                shares[i] = i < rank && lambdas[i] > rounding ? shares[i] / lambdas[i] : 0;
            }
            double[] result = new double[x.length];
            jacobian.addTransposeProduct(eigen.combine(shares), result);
            return result;
        };
    }

    /** {@code J(Jᵀ V)} for all vectors of a refinement, some at a time on each core. */
    private static double[] products(FactoredJacobian jacobian, SpectralRefinement refinement) {
        int m = jacobian.rows();
        int k = refinement.count();
        double[] result = new double[m * k];
        IntStream.range(0, (k + VECTORS_AT_ONCE - 1) / VECTORS_AT_ONCE)
                .parallel()
                .forEach(group -> {
                    int first = group * VECTORS_AT_ONCE;
                    int width = Math.min(VECTORS_AT_ONCE, k - first);
                    double[] vectors = new double[m * width];
                    SpectralRefinement.copyColumns(m, width, refinement.vectors(), first, k, vectors, 0, width);
                    double[] transposed = new double[jacobian.columns() * width];
                    FactoredJacobian.Workspace workspace = new FactoredJacobian.Workspace();
                    jacobian.addTransposeProduct(width, vectors, transposed, workspace);
                    SpectralRefinement.copyColumns(
                            m, width, jacobian.product(width, transposed, workspace), 0, width, result, first, k);
                });
        return result;
    }

    private static FactoredJacobian[] factors(int block, Iterator<FactoredJacobian> pieces) {
        List<FactoredJacobian> all = new ArrayList<>();
        pieces.forEachRemaining(all::add);
        return all.toArray(new FactoredJacobian[0]);
    }
}
