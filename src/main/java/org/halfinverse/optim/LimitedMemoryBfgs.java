package org.halfinverse.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.physics.Parameters;
import org.halfinverse.spectral.LinearizedBatch;

/**
 * L-BFGS: descent along {@code −H G} with an approximation H of the inverse Hessian from the last k steps s and changes of the
 * gradient y, applied by the two-loop recursion (Nocedal, Math. Comp. 35, 1980; Nocedal and Wright, <i>Numerical Optimization</i>,
 * algorithm 7.4), with {@code H₀ = sᵀy / yᵀy} of the last pair, and a {@link LineSearch} from t = 1 on.
 *
 * <pre>
 *   q = G;  last to first:  α_i = s_iᵀq / s_iᵀy_i,  q ← q − α_i y_i
 *   r = H₀ q;  first to last:  r ← r + (α_i − y_iᵀr / s_iᵀy_i) s_i;   d = −η r
 * </pre>
 *
 * <p>A pair without positive curvature sᵀy is left out, so that H stays positive definite; a search that finds nothing forgets all pairs. The
 * first direction is {@code −η G / max(1, |G|)}. Changes of the gradient mean what they should only if all mini-batches are the same: it is
 * a method for full batches.
 *
 * @param learningRate η, 1 for the length of the quasi-Newton step
 * @param memory k, at least 1
 */
public record LimitedMemoryBfgs(double learningRate, int memory) implements Optimizer<LimitedMemoryBfgs.State> {
    /** The curvature, relative to |s| |y|, that can be told from rounding. */
    private static final double LEAST_CURVATURE = 1e-10;

    /** Checks k. {@inheritDoc} */
    public LimitedMemoryBfgs {
        if (memory < 1) {
            throw new IllegalArgumentException("L-BFGS remembers at least 1 step, not " + memory);
        }
    }

    /**
     * What is remembered.
     *
     * @param steps s of at most k pairs, the latest last, n entries each
     * @param changes y of the same pairs
     * @param last the last step and the gradient before it; none before the first step
     */
    public record State(double[][] steps, double[][] changes, double[][] last) {
        /** Checks that they belong together. {@inheritDoc} */
        public State {
            if (steps.length != changes.length || (last.length != 0 && last.length != 2)) {
                throw new IllegalArgumentException(
                        steps.length + " steps and " + changes.length + " changes of the gradient, and " + last.length
                                + " vectors of the last step, are not a state of L-BFGS");
            }
        }
    }

    private record Pair(double[] step, double[] change) {}

    @Override
    public LimitedMemoryBfgs scaled(double factor) {
        return new LimitedMemoryBfgs(factor * learningRate, memory);
    }

    @Override
    public State init(int parameters) {
        return new State(new double[0][], new double[0][], new double[0][]);
    }

    @Override
    public OptimizerStep<State> step(double[] theta, LinearizedBatch batch, State state) {
        double[] gradient = batch.expand(batch.gradient());
        List<Pair> pairs = pairs(state, gradient);
        double[] direction = Vectors.scaled(-learningRate, ascent(gradient, pairs));
        LineSearch.Result found = LineSearch.along(
                theta, batch, direction, Vectors.dot(gradient, direction), 1, Double.POSITIVE_INFINITY);
        double[] update = Vectors.scaled(found.length(), direction);
        State next = found.length() > 0
                ? new State(
                        pairs.stream().map(Pair::step).toArray(double[][]::new),
                        pairs.stream().map(Pair::change).toArray(double[][]::new),
                        new double[][] {update, gradient})
                : init(gradient.length);
        return new OptimizerStep<>(update, learningRate * found.length(), next, Optional.empty(), found.diagnostics());
    }

    private List<Pair> pairs(State state, double[] gradient) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < state.steps.length; i++) {
            pairs.add(new Pair(state.steps[i], state.changes[i]));
        }
        if (state.last.length > 0) {
            double[] step = state.last[0];
            double[] change = gradient.clone();
            Vectors.addScaled(-1, state.last[1], change);
            if (Vectors.dot(step, change) > LEAST_CURVATURE * Vectors.norm(step) * Vectors.norm(change)) {
                pairs.add(new Pair(step, change));
            }
        }
        return pairs.subList(Math.max(0, pairs.size() - memory), pairs.size());
    }

    /** H G. */
    private static double[] ascent(double[] gradient, List<Pair> pairs) {
        if (pairs.isEmpty()) {
            return Vectors.scaled(1 / Math.max(1, Vectors.norm(gradient)), gradient);
        }
        double[] shares = new double[pairs.size()];
        double[] q = gradient.clone();
        for (int i = pairs.size() - 1; i >= 0; i--) {
            Pair pair = pairs.get(i);
            shares[i] = Vectors.dot(pair.step, q) / Vectors.dot(pair.step, pair.change);
            Vectors.addScaled(-shares[i], pair.change, q);
        }
        Pair latest = pairs.get(pairs.size() - 1);
        double[] r =
                Vectors.scaled(Vectors.dot(latest.step, latest.change) / Vectors.dot(latest.change, latest.change), q);
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            double share = Vectors.dot(pair.change, r) / Vectors.dot(pair.step, pair.change);
            Vectors.addScaled(shares[i] - share, pair.step, r);
        }
        return r;
    }

    /** {@code lbfgs}. */
    public static final class Factory implements OptimizerFactory {
        /** The factory. */
        public Factory() {}

        @Override
        public String type() {
            return "lbfgs";
        }

        @Override
        public double learningRate() {
            return 1;
        }

        @Override
        public Maker read(Parameters settings) {
            int memory = settings.positiveInteger("memory", 10);
            return common -> new LimitedMemoryBfgs(common.learningRate(), memory);
        }
    }
}
