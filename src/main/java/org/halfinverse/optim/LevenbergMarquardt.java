package org.halfinverse.optim;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.physics.Parameters;
import org.halfinverse.spectral.DampedFilter;
import org.halfinverse.spectral.DirectSolver;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.Truncation;

/**
 * Levenberg–Marquardt: Gauss–Newton where it can be trusted, short steps along the gradient where it cannot.
 *
 * <pre>
 *   Δ = −η V f(Λ) Uᵀ g,   f(σ) = σ / (σ² + μ),   that is  Δ = −η (JᵀJ + μI)⁻¹ G   with  G = Jᵀg
 * </pre>
 *
 * <p>Δ minimises the quadratic model {@code L + GᵀΔ + ½ Δᵀ(JᵀJ/η)Δ} plus the penalty {@code ½ (μ/η) |Δ|²}. Since
 * {@code JᵀJ Δ = −ηG − μΔ} in the kept directions, the model expects the loss to fall by
 *
 * <pre>
 *   −GᵀΔ − ½ Δᵀ(JᵀJ/η)Δ = ½ ((μ/η) |Δ|² − GᵀΔ)
 * </pre>
 *
 * <p>The gain ratio ρ is the decrease {@code L(θ) − L(θ+Δ)} on the same mini-batch over that expectation. A step that
 * lowers the loss is made, and {@code μ ← μ · max(1/3, 1 − (2ρ−1)³)}, {@code ν ← 2}; any other, also one to a loss that
 * is not finite, is rejected: {@code Δθ = 0}, {@code μ ← μν}, {@code ν ← 2ν} (Nielsen, <i>Damping Parameter in
 * Marquardt's Method</i>, IMM-REP-1999-05; Madsen, Nielsen and Tingleff, <i>Methods for Non-Linear Least Squares
 * Problems</i>, 2004, section 3.2). A rejected mini-batch is not tried again: the larger μ meets the next one. Where the
 * expected decrease is lost in the rounding of L, nothing is tried: Δθ = 0, and {@code μ ← μ/3} makes the next step longer.
 *
 * <p>{@code JᵀJ/η} is the Gauss–Newton matrix of {@code ½|y − ŷ|²} if η = 1 with a sum of losses, and if η is the batch
 * size b with their mean; for {@code |y − ŷ|²}, at half of these. At a smaller η the model is too curved and ρ comes out
 * above 1, so that μ sinks and the step becomes η times Gauss–Newton's.
 *
 * @param learningRate η
 * @param initialDamping μ of the first step, on the scale of σ²
 * @param truncation which singular values are kept
 * @param solver that applies the filter
 */
public record LevenbergMarquardt(double learningRate, double initialDamping, Truncation truncation, Solver solver)
        implements Optimizer<LevenbergMarquardt.State> {
    /** The least μ, so that few rejected steps lead back from it. */
    public static final double LEAST_DAMPING = 1e-20;

    /** The largest μ, so that it stays finite where no step lowers the loss any more. */
    public static final double MOST_DAMPING = 1e20;

    /** The decrease, relative to L, that can be told from rounding: that of a residual much smaller than its terms. */
    private static final double RESOLUTION = 64 * 0x1p-52;

    private static final double INITIAL_GROWTH = 2;
    private static final double FASTEST_FALL = 1.0 / 3;

    /** Checks μ. {@inheritDoc} */
    public LevenbergMarquardt {
        if (!(initialDamping >= LEAST_DAMPING && initialDamping <= MOST_DAMPING)) {
            throw new IllegalArgumentException(
                    "the damping must lie in [" + LEAST_DAMPING + ", " + MOST_DAMPING + "], not be " + initialDamping);
        }
    }

    /**
     * The method by a dense decomposition of J.
     *
     * @param learningRate η
     * @param initialDamping μ of the first step, on the scale of σ²
     * @param truncation which singular values are kept
     */
    public LevenbergMarquardt(double learningRate, double initialDamping, Truncation truncation) {
        this(learningRate, initialDamping, truncation, new DirectSolver());
    }

    /**
     * What is remembered.
     *
     * @param damping μ of the next step
     * @param growth ν, by which μ is multiplied if that step is rejected
     */
    public record State(double damping, double growth) {
        /** Checks the bounds. {@inheritDoc} */
        public State {
            if (!(damping >= LEAST_DAMPING && damping <= MOST_DAMPING)
                    || !(growth >= INITIAL_GROWTH && growth <= MOST_DAMPING)) {
                throw new IllegalArgumentException("a damping of " + damping + " that grows by " + growth
                        + " is not a state of Levenberg-Marquardt");
            }
        }

        private static State within(double damping, double growth) {
            return new State(Math.min(Math.max(damping, LEAST_DAMPING), MOST_DAMPING), Math.min(growth, MOST_DAMPING));
        }

        private State accepted(double gainRatio) {
            double x = 2 * gainRatio - 1;
            return within(damping * Math.max(FASTEST_FALL, 1 - x * x * x), INITIAL_GROWTH);
        }

        private State untried() {
            return within(damping * FASTEST_FALL, INITIAL_GROWTH);
        }

        private State rejected() {
            return within(damping * growth, 2 * growth);
        }
    }

    @Override
    public LevenbergMarquardt scaled(double factor) {
        return new LevenbergMarquardt(factor * learningRate, initialDamping, truncation, solver);
    }

    @Override
    public LevenbergMarquardt with(Solver other) {
        return new LevenbergMarquardt(learningRate, initialDamping, truncation, other);
    }

    @Override
    public boolean isSpectral() {
        return true;
    }

    @Override
    public State init(int parameters) {
        return new State(initialDamping, INITIAL_GROWTH);
    }

    @Override
    public OptimizerStep<State> step(double[] theta, LinearizedBatch batch, State state) {
        SpectralStep solved =
                batch.solve(solver, new DampedFilter(state.damping, truncation)).expanded(batch);
        double[] update = Vectors.scaled(-learningRate, solved.direction());
        double predicted = predictedDecrease(batch.expand(batch.gradient()), update, state.damping);
        SortedMap<String, Double> diagnostics = new TreeMap<>(Map.of("damping", state.damping));
        boolean accepted = false;
        State next;
        if (predicted <= 0) { // no kept direction has a slope, so there is nothing to learn about μ
            next = state;
        } else if (predicted <= RESOLUTION * batch.loss()) {
            next = state.untried();
        } else {
            double[] trial = theta.clone();
            Vectors.addScaled(1, update, trial);
            double decrease = batch.loss() - batch.lossAt(trial);
            double gainRatio = decrease / predicted;
            if (Double.isFinite(gainRatio)) {
                diagnostics.put("gain_ratio", gainRatio);
            }
            accepted = decrease > 0 && Double.isFinite(predicted);
            next = accepted ? state.accepted(gainRatio) : state.rejected();
        }
        diagnostics.put("accepted", accepted ? 1.0 : 0.0);
        double[] made = accepted ? update : new double[update.length];
        return new OptimizerStep<>(made, learningRate, next, Optional.of(solved.spectrum()), diagnostics);
    }

    private double predictedDecrease(double[] gradient, double[] update, double damping) {
        return 0.5 * (damping / learningRate * Vectors.dot(update, update) - Vectors.dot(gradient, update));
    }

    /** {@code levenberg-marquardt}. */
    public static final class Factory implements OptimizerFactory {
        /** The factory. */
        public Factory() {}

        @Override
        public String type() {
            return "levenberg-marquardt";
        }

        @Override
        public double learningRate() {
            return 1;
        }

        @Override
        public Maker read(Parameters settings) {
            double damping = settings.realWithin("damping", 1e-2, LEAST_DAMPING, MOST_DAMPING);
            return common -> new LevenbergMarquardt(common.learningRate(), damping, common.truncation());
        }
    }
}
