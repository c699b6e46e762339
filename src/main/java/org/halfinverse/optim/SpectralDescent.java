package org.halfinverse.optim;

import java.util.Optional;
import java.util.function.Function;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.spectral.DirectSolver;
import org.halfinverse.spectral.LeadingFilter;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.PowerFilter;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.Truncation;

/**
 * {@code Δθ = −η V f(Λ) Uᵀ g}: half-inverse gradients and its relatives, which differ only in the spectral filter f
 * (Schnell, Holl, Thuerey, ICLR 2022, equation 5).
 *
 * @param learningRate η, before scaling
 * @param filter f
 * @param scaling by which η depends on the size of the mini-batch
 * @param solver that applies the filter
 */
public record SpectralDescent(double learningRate, SpectralFilter filter, BatchScaling scaling, Solver solver)
        implements Optimizer<Stateless> {
    /**
     * {@return half-inverse gradients, {@code f(σ) = σ^(−κ)}}
     *
     * @param learningRate η
     * @param kappa κ in [0, 1], ½ by the method's name
     * @param truncation which singular values are kept
     */
    public static SpectralDescent halfInverseGradient(double learningRate, double kappa, Truncation truncation) {
        return new SpectralDescent(
                learningRate, new PowerFilter(kappa, truncation), BatchScaling.NONE, new DirectSolver());
    }

    /**
     * {@return Gauss–Newton by the truncated pseudo-inverse, {@code f(σ) = σ^(−1)}}
     *
     * @param learningRate η
     * @param truncation which singular values are kept
     */
    public static SpectralDescent gaussNewton(double learningRate, Truncation truncation) {
        return new SpectralDescent(learningRate, new PowerFilter(1, truncation), BatchScaling.NONE, new DirectSolver());
    }

    /**
     * {@return the pseudo-inverse of the k leading directions, {@code f(σ) = σ^(−1)} on the k largest singular values:
     * Gauss–Newton restricted to where the outputs respond most (Sven: Bright-Thonney, Harvey, Lukas, Thaler,
     * arXiv:2604.01279, where a row of J belongs to the residual of a sample; here to an output of the simulator)}
     *
     * @param learningRate η
     * @param rank k, at least 1
     * @param truncation which of the k are kept
     */
    public static SpectralDescent topK(double learningRate, int rank, Truncation truncation) {
        return new SpectralDescent(
                learningRate,
                new LeadingFilter(rank, new PowerFilter(1, truncation)),
                BatchScaling.NONE,
                new DirectSolver());
    }

    /**
     * {@return the same method with another dependence on the size of the mini-batch}
     *
     * @param other instead of this scaling
     */
    public SpectralDescent with(BatchScaling other) {
        return new SpectralDescent(learningRate, filter, other, solver);
    }

    @Override
    public SpectralDescent scaled(double factor) {
        return new SpectralDescent(factor * learningRate, filter, scaling, solver);
    }

    @Override
    public SpectralDescent with(Solver other) {
        return new SpectralDescent(learningRate, filter, scaling, other);
    }

    @Override
    public boolean isSpectral() {
        return true;
    }

    @Override
    public Optional<Optimizer<Stateless>> invariant(LossReduction reduction, long reference) {
        return scaled(reduction, reference).map(Function.identity());
    }

    /** The same method, whose step depends on the size of the mini-batch only through what the samples say. */
    Optional<SpectralDescent> scaled(LossReduction reduction, long reference) {
        return filter.exponent().stream()
                .mapToObj(kappa -> with(BatchScaling.invariant(kappa, reduction, reference)))
                .findFirst();
    }

    @Override
    public Stateless init(int parameters) {
        return new Stateless();
    }

    @Override
    public OptimizerStep<Stateless> step(double[] theta, LinearizedBatch batch, Stateless state) {
        SpectralStep step = solve(batch);
        double rate = rate(batch);
        return new OptimizerStep<>(Vectors.scaled(-rate, step.direction()), rate, state, Optional.of(step.spectrum()));
    }

    /** {@code V f(Λ) Uᵀ g} in terms of θ. */
    SpectralStep solve(LinearizedBatch batch) {
        return batch.solve(solver, filter).expanded(batch);
    }

    /** η for a mini-batch of this size. */
    double rate(LinearizedBatch batch) {
        return learningRate * scaling.factor(batch.samples());
    }
}
