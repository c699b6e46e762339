package org.halfinverse.optim;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SpectralStep;

/**
 * Spectral descent with momentum and control of its steps.
 *
 * <pre>
 *   d = −η V f(Λ) Uᵀ g + μ P Δθ₋₁,   Δθ = t d   with  |Δθ| ≤ longest
 * </pre>
 *
 * <p>Δθ₋₁ is the last change of θ, and P says which part of it counts ({@link Momentum}). Without a line search t is 1; with one it is
 * what {@link LineSearch} finds on the mini-batch, from the last t on. Where d leads uphill there, the search goes along the
 * direction without momentum. If that has no slope either, no step is made.
 *
 * @param descent the method without all that
 * @param momentum μ and P
 * @param searches whether t is searched for
 * @param longest the largest |Δθ|, positive or infinite
 */
public record GuidedDescent(SpectralDescent descent, Momentum momentum, boolean searches, double longest)
        implements Optimizer<GuidedDescent.State> {
    /** Checks the settings. {@inheritDoc} */
    public GuidedDescent {
        if (!(longest > 0)) {
            throw new IllegalArgumentException("the largest norm of an update must be positive, not " + longest);
        }
    }

    /**
     * What is remembered.
     *
     * @param update Δθ of the last step, n entries
     * @param length t to begin the next search with
     */
    public record State(double[] update, double length) {
        /** Checks the length. {@inheritDoc} */
        public State {
            if (!(length > 0)) {
                throw new IllegalArgumentException("a search cannot begin with a step of length " + length);
            }
        }
    }

    @Override
    public GuidedDescent with(Solver solver) {
        return new GuidedDescent(descent.with(solver), momentum, searches, longest);
    }

    @Override
    public GuidedDescent scaled(double factor) {
        return new GuidedDescent(descent.scaled(factor), momentum, searches, longest);
    }

    @Override
    public boolean isSpectral() {
        return true;
    }

    @Override
    public Optional<Optimizer<State>> invariant(LossReduction reduction, long reference) {
        return descent.scaled(reduction, reference).map(other -> new GuidedDescent(other, momentum, searches, longest));
    }

    @Override
    public State init(int parameters) {
        return new State(new double[parameters], 1);
    }

    @Override
    public OptimizerStep<State> step(double[] theta, LinearizedBatch batch, State state) {
        SpectralStep solved = descent.solve(batch);
        double rate = descent.rate(batch);
        double[] direction = Vectors.scaled(-rate, solved.direction());
        if (momentum.isPresent()) {
            double[] carried = momentum.with(direction, state.update, solved.kept());
            if (!searches || batch.slope(carried) < 0) {
                direction = carried;
            }
        }
        double norm = Vectors.norm(direction);
        double most = norm > 0 ? longest / norm : Double.POSITIVE_INFINITY;
        double length = Math.min(1, most);
        double next = 1;
        SortedMap<String, Double> diagnostics = new TreeMap<>();
        if (searches) {
            LineSearch.Result found =
                    LineSearch.along(theta, batch, direction, batch.slope(direction), state.length, most);
            length = found.length();
            next = found.next();
            diagnostics.putAll(found.diagnostics());
        }
        double[] update = length == 1 ? direction : Vectors.scaled(length, direction);
        return new OptimizerStep<>(
                update,
                rate * length,
                new State(momentum.isPresent() ? update : state.update, next),
                Optional.of(solved.spectrum()),
                Collections.unmodifiableSortedMap(diagnostics));
    }
}
