package org.halfinverse.experiment;

import java.util.Locale;
import org.halfinverse.optim.Adam;
import org.halfinverse.optim.LevenbergMarquardt;
import org.halfinverse.optim.Optimizer;
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
 */
public record OptimizerConfig(Method method, Optimizer<?> optimizer, SolverChoice solver) {
    /** The methods, by their names in configurations, with the learning rate each has by default. */
    public enum Method {
        /** Half-inverse gradients. */
        HIG(1.0, true),
        /** Gauss–Newton. */
        GAUSS_NEWTON(1.0, true),
        /** The pseudo-inverse of the leading directions. */
        TOP_K(1.0, true),
        /** Levenberg–Marquardt. */
        LEVENBERG_MARQUARDT(1.0, true),
        /** Adam. */
        ADAM(1e-3, false),
        /** Gradient descent. */
        SGD(1e-2, false);

        private final double learningRate;
        private final boolean spectral;

        Method(double learningRate, boolean spectral) {
            this.learningRate = learningRate;
            this.spectral = spectral;
        }

        /**
         * Whether the method looks at singular values, and so needs a solver.
         *
         * @return true for methods with a spectral filter
         */
        public boolean isSpectral() {
            return spectral;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The solvers, by their names in configurations. */
    public enum SolverChoice {
        /** Whichever fits. */
        AUTO,
        /** {@code RowMatrix.computeSVD}. */
        MLLIB,
        /** Dense SVD in the driver. */
        DIRECT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static OptimizerConfig read(Settings settings) {
        Method method = settings.choice("type", Method.HIG, Method::label);
        double learningRate = settings.positiveReal("learning-rate", method.learningRate);
        double kappa = settings.realWithin("kappa", 0.5, 0, 1);
        int rank = settings.positiveInteger("rank", 10);
        Settings block = settings.block("truncation");
        Truncation truncation = new Truncation(
                block.realWithin("tau", 1e-6, 0, Double.POSITIVE_INFINITY), block.flag("relative", true));
        double damping =
                settings.realWithin("damping", 1e-2, LevenbergMarquardt.LEAST_DAMPING, LevenbergMarquardt.MOST_DAMPING);
        Adam adam = new Adam(
                learningRate,
                settings.realWithin("beta1", 0.9, 0, Math.nextDown(1.0)),
                settings.realWithin("beta2", 0.999, 0, Math.nextDown(1.0)),
                settings.positiveReal("epsilon", 1e-7));
        Sgd sgd = new Sgd(learningRate, settings.realWithin("momentum", 0, 0, Math.nextDown(1.0)));
        Optimizer<?> optimizer = switch (method) {
            case HIG -> SpectralDescent.halfInverseGradient(learningRate, kappa, truncation);
            case GAUSS_NEWTON -> SpectralDescent.gaussNewton(learningRate, truncation);
            case TOP_K -> SpectralDescent.topK(learningRate, rank, truncation);
            case LEVENBERG_MARQUARDT -> new LevenbergMarquardt(learningRate, damping, truncation);
            case ADAM -> adam;
            case SGD -> sgd;
        };
        return new OptimizerConfig(
                method, optimizer, settings.choice("solver", SolverChoice.AUTO, SolverChoice::label));
    }
}
