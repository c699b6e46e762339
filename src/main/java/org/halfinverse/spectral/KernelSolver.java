package org.halfinverse.spectral;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.KernelMatrix;
import org.halfinverse.linalg.SymmetricEigen;

/**
 * {@code Jᵀ (U f(Λ) Λ⁻¹ Uᵀ g)} by the kernel {@code JJᵀ = U Λ² Uᵀ}. For mini-batches of fewer rows than parameters:
 * every setting of the method's introduction.
 *
 * <p>The blocks send their factors, fewer numbers than a tile of the kernel; what is done with them in the driver is
 * little beside the decomposition of the m × m kernel, which is there in any case.
 */
public final class KernelSolver implements Solver<LinearizedBatch> {
    /** The solver; it has no settings. */
    public KernelSolver() {}

    @Override
    public String label() {
        return "kernel";
    }

    @Override
    public SolverCost cost(StepSize size) {
        double m = size.rows();
        double factors = (double) size.samples() * size.numbersPerSample();
        double kernel = KernelMatrix.flops(m, (double) size.widths());
        return new SolverCost(
                size.linearizeFlops() + kernel + SolverCost.EIGEN_FLOPS * m * m * m,
                StepSize.LINEARIZE_WEIGHT * size.linearizeFlops() + kernel + SolverCost.EIGEN_WORK * m * m * m,
                Double.BYTES * factors / size.blocks(),
                Double.BYTES * (3 * m * m + 2 * factors),
                SquaredSpectrum.RESOLUTION);
    }

    @Override
    public SpectralStep solve(LinearizedBatch batch, SpectralFilter filter) {
        List<FactoredJacobian[]> blocks = batch.map(KernelSolver::factors);
        int m = Math.toIntExact(batch.rows());
        FactoredJacobian jacobian =
                FactoredJacobian.stack(blocks.stream().flatMap(Arrays::stream).toList());
        double[] kernel = batch.clock().time(Phase.REDUCE, () -> KernelMatrix.of(jacobian));
        GramSolver.requireFinite(kernel, m);
        return batch.clock().time(Phase.DECOMPOSE, () -> apply(batch, filter, jacobian, kernel));
    }

    private SpectralStep apply(
            LinearizedBatch batch, SpectralFilter filter, FactoredJacobian jacobian, double[] kernel) {
        int m = jacobian.rows();
        SymmetricEigen eigen = SymmetricEigen.of(m, kernel);
        double[] coordinates = eigen.coordinates(jacobian.lossGradient());
        SquaredSpectrum spectrum = new SquaredSpectrum(eigen.eigenvalues(), Math.min(m, batch.columns()), filter);
        Spectrum summary = spectrum.summary(label(), coordinates, true);
        spectrum.apply(coordinates);
        double[] direction = new double[batch.columns()];
        jacobian.addTransposeProduct(eigen.combine(coordinates), direction);
        return new SpectralStep(direction, summary);
    }

    private static FactoredJacobian[] factors(int block, Iterator<FactoredJacobian> pieces) {
        List<FactoredJacobian> all = new ArrayList<>();
        pieces.forEachRemaining(all::add);
        return all.toArray(new FactoredJacobian[0]);
    }
}
