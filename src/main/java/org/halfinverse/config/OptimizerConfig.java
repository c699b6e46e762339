package org.halfinverse.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.optim.Adam;
import org.halfinverse.optim.BatchScaling;
import org.halfinverse.optim.LevenbergMarquardt;
import org.halfinverse.optim.Optimizer;
import org.halfinverse.optim.ScaleInvariantPhysics;
import org.halfinverse.optim.Sgd;
import org.halfinverse.optim.SpectralDescent;
import org.halfinverse.spectral.Truncation;

/**
 * Which optimizer. The settings of all methods may stand side by side, so that a run with another method needs only
 * another {@code type}.
 *
 * @param method its kind
 * @param optimizer made from the settings
 * @param solver how a spectral filter is applied
 * @param krylovIterations after which solver krylov gives up
 */
public record OptimizerConfig(Method method, Optimizer<?> optimizer, SolverChoice solver, int krylovIterations) {
    /** The methods, by their names in configurations, with the learning rate each has by default. */
    public enum Method {
        /** Half-inverse gradients. */
        HIG(1.0, Family.POWER),
        /** Gauss–Newton. */
        GAUSS_NEWTON(1.0, Family.POWER),
        /** The pseudo-inverse of the leading directions. */
        TOP_K(1.0, Family.POWER),
        /** Levenberg–Marquardt. */
        LEVENBERG_MARQUARDT(1.0, Family.DAMPED),
        /** Adam. */
        ADAM(1e-3, Family.GRADIENT),
        /** Gradient descent. */
        SGD(1e-2, Family.GRADIENT),
        /** Scale-invariant physics updates. */
        SIP(1e-3, Family.GRADIENT);

        private final double learningRate;
        private final Family family;

        Method(double learningRate, Family family) {
            this.learningRate = learningRate;
            this.family = family;
        }

        /**
         * Whether the method looks at singular values, and so needs a solver.
         *
         * @return true for methods with a spectral filter
         */
        public boolean isSpectral() {
            return family != Family.GRADIENT;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What a method makes of the spectrum. */
    private enum Family {
        /** {@code f(σ) = σ^(−κ)}. */
        POWER,
        /** {@code f(σ) = σ/(σ² + μ)}. */
        DAMPED,
        /** Nothing: the gradient is all that it needs. */
        GRADIENT
    }

    /** Whether the step depends on the size of the mini-batch, by the names in configurations. */
    private enum Scaling {
        /** As the method has it. */
        NONE,
        /** Only through what the samples say. */
        INVARIANT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The solvers, by their names in configurations. */
    public enum SolverChoice {
        /** Whichever fits. */
        AUTO,
        /** {@code RowMatrix.computeSVD}. */
        MLLIB,
        /** Eigendecomposition of JᵀJ. */
        GRAM,
        /** Eigendecomposition of JJᵀ. */
        KERNEL,
        /** SVD of the triangle of a streamed QR factorisation. */
        TSQR,
        /** Dense SVD of J in the driver. */
        DIRECT,
        /** Golub–Kahan bidiagonalisation. */
        KRYLOV;

        /**
         * The name in configurations and metrics.
         *
         * @return for instance {@code gram}
         */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static OptimizerConfig read(Settings settings, LossReduction reduction) {
        Method method = settings.choice("type", Method.HIG, Method::label);
        double learningRate = settings.positiveReal("learning-rate", method.learningRate);
        double kappa = settings.realWithin("kappa", 0.5, 0, 1);
        int rank = settings.positiveInteger("rank", 10);
        DoubleFunction<BatchScaling> scaling = readScaling(settings, method, reduction);
        Settings block = settings.block("truncation");
        double tau = block.realWithin("tau", method == Method.SIP ? 1e-5 : 1e-6, 0, Double.POSITIVE_INFINITY);
        Truncation truncation = new Truncation(tau, block.flag("relative", true));
        if (method == Method.SIP && !(truncation.relative() && tau < 1)) {
            throw new ConfigurationException("optimizer.type = sip cuts the singular values of each sample's simulator"
                    + " relative to the largest one: use truncation.relative = true and truncation.tau below 1");
        }
        double damping =
                settings.realWithin("damping", 1e-2, LevenbergMarquardt.LEAST_DAMPING, LevenbergMarquardt.MOST_DAMPING);
        Adam adam = new Adam(
                learningRate,
                settings.realWithin("beta1", 0.9, 0, Math.nextDown(1.0)),
                settings.realWithin("beta2", 0.999, 0, Math.nextDown(1.0)),
                settings.positiveReal("epsilon", 1e-7));
        Sgd sgd = new Sgd(learningRate, settings.realWithin("momentum", 0, 0, Math.nextDown(1.0)));
        Optimizer<?> optimizer = switch (method) {
            case HIG ->
                SpectralDescent.halfInverseGradient(learningRate, kappa, truncation)
                        .with(scaling.apply(kappa));
            case GAUSS_NEWTON ->
                SpectralDescent.gaussNewton(learningRate, truncation).with(scaling.apply(1));
            case TOP_K -> SpectralDescent.topK(learningRate, rank, truncation).with(scaling.apply(1));
            case LEVENBERG_MARQUARDT -> new LevenbergMarquardt(learningRate, damping, truncation);
            case ADAM -> adam;
            case SGD -> sgd;
            case SIP -> new ScaleInvariantPhysics(adam, tau);
        };
        return new OptimizerConfig(
                method,
                optimizer,
                settings.choice("solver", SolverChoice.AUTO, SolverChoice::label),
                settings.positiveInteger("krylov-iterations", 2000));
    }

    /** The scaling by the batch size that is asked for, as a function of κ. */
    private static DoubleFunction<BatchScaling> readScaling(Settings settings, Method method, LossReduction reduction) {
        Scaling scaling = settings.choice("batch-scaling", Scaling.NONE, Scaling::label);
        long reference = settings.integer("batch-reference", 32, 1);
        if (scaling == Scaling.NONE) {
            return kappa -> BatchScaling.NONE;
        }
        if (method.family != Family.POWER) {
            String defined = Arrays.stream(Method.values())
                    .filter(other -> other.family == Family.POWER)
                    .map(Method::label)
                    .collect(Collectors.joining(", "));
            throw new ConfigurationException("optimizer.batch-scaling = " + scaling.label()
                    + " is not defined for optimizer.type = " + method.label() + ", only for " + defined
                    + ": use batch-scaling = none");
        }
        return kappa -> BatchScaling.invariant(kappa, reduction, reference);
    }
}
