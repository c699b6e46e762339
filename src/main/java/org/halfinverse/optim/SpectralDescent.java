package org.halfinverse.optim;

import java.util.Optional;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.spectral.LeadingFilter;
import org.halfinverse.spectral.PowerFilter;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.Truncation;

/**
 * {@code Δθ = −η V f(Λ) Uᵀ g}: half-inverse gradients and its relatives, which differ only in the spectral filter f
 * (Schnell, Holl, Thuerey, ICLR 2022, equation 5).
 *
 * @param learningRate η
 * @param filter f
 */
public record SpectralDescent(double learningRate, SpectralFilter filter) implements Optimizer<Stateless> {
    /**
     * Half-inverse gradients, {@code f(σ) = σ^(−κ)}.
     *
     * @param learningRate η
     * @param kappa κ in [0, 1], ½ by the method's name
     * @param truncation which singular values are kept
     * @return the optimizer
     */
    public static SpectralDescent halfInverseGradient(double learningRate, double kappa, Truncation truncation) {
        return new SpectralDescent(learningRate, new PowerFilter(kappa, truncation));
    }

    /**
     * Gauss–Newton by the truncated pseudo-inverse, {@code f(σ) = σ^(−1)}.
     *
     * @param learningRate η
     * @param truncation which singular values are kept
     * @return the optimizer
     */
    public static SpectralDescent gaussNewton(double learningRate, Truncation truncation) {
        return new SpectralDescent(learningRate, new PowerFilter(1, truncation));
    }

    /**
     * The pseudo-inverse of the k leading directions, {@code f(σ) = σ^(−1)} on the k largest singular values: Gauss–Newton
     * restricted to where the outputs respond most (Sven: Bright-Thonney, Harvey, Lukas, Thaler, arXiv:2604.01279, where
     * a row of J belongs to the residual of a sample; here to an output of the simulator).
     *
     * @param learningRate η
     * @param rank k, at least 1
     * @param truncation which of the k are kept
     * @return the optimizer
     */
    public static SpectralDescent topK(double learningRate, int rank, Truncation truncation) {
        return new SpectralDescent(learningRate, new LeadingFilter(rank, new PowerFilter(1, truncation)));
    }

    @Override
    public Stateless init(int parameters) {
        return Stateless.INSTANCE;
    }

    @Override
    public OptimizerStep<Stateless> step(double[] theta, Evaluation evaluation, Stateless state) {
        SpectralStep step = evaluation.spectralStep(filter);
        return new OptimizerStep<>(
                Vectors.scaled(-learningRate, step.direction()), learningRate, state, Optional.of(step.spectrum()));
    }
}
