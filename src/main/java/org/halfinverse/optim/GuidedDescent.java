package org.halfinverse.optim;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.Solver;

/**
 * Spectral descent with momentum and control of its steps.
 *
 * <pre>
 *   d = −η V f(Λ) Uᵀ g + μ Δθ₋₁,   Δθ = t d   with  |Δθ| ≤ longest
 * </pre>
 *
 * <p>Δθ₋₁ is the last change of θ (heavy ball: Polyak, USSR Comput. Math. Math. Phys. 4, 1964). Without a line search t is 1; with one it is
 * what {@link LineSearch} finds on the mini-batch, from the last t on. Where d leads uphill there, the search goes along the
 * direction without momentum. If that has no slope either, no step is made.
 *
 * @param descent the method without all that
 * @param momentum μ in [0, 1)
 * @param searches whether t is searched for
 * @param longest the largest |Δθ|, positive or infinite
 */
public record GuidedDescent(SpectralDescent descent, double momentum, boolean searches, double longest)
        implements Optimizer<GuidedDescent.State> {
    /** Checks the settings. {@inheritDoc} */
    public GuidedDescent {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum must lie in [0, 1), not " + momentum);
        }
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
        OptimizerStep<Stateless> made = descent.step(theta, batch, new Stateless());
        double[] direction = made.update();
        if (momentum > 0) {
            double[] carried = direction.clone();
            Vectors.addScaled(momentum, state.update, carried);
            if (!searches || batch.slope(carried) < 0) {
                direction = carried;
            }
        }
        double norm = Vectors.norm(direction);
        double most = norm > 0 ? longest / norm : Double.POSITIVE_INFINITY;
        double length = Math.min(1, most);
        double next = 1;
        SortedMap<String, Double> diagnostics = new TreeMap<>(made.diagnostics());
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
                made.learningRate() * length,
                new State(momentum > 0 ? update : state.update, next),
                made.spectrum(),
                Collections.unmodifiableSortedMap(diagnostics));
    }
}
