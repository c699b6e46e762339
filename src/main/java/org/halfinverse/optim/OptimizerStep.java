package org.halfinverse.optim;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.halfinverse.spectral.Spectrum;

/**
 * The outcome of one step.
 *
 * @param <S> state of the optimizer
 * @param update Δθ, n entries, to be added to θ
 * @param learningRate η of this step
 * @param state for the next step
 * @param spectrum what was kept of the singular values, where the method looks at them
 * @param diagnostics numbers that only this method has, by their names in {@code metrics.jsonl}
 */
public record OptimizerStep<S extends Record>(
        double[] update,
        double learningRate,
        S state,
        Optional<Spectrum> spectrum,
        SortedMap<String, Double> diagnostics) {
    /** Copies the diagnostics. {@inheritDoc} */
    public OptimizerStep {
        diagnostics = Collections.unmodifiableSortedMap(new TreeMap<>(diagnostics));
    }

    /**
     * The outcome of a step that has no numbers of its own.
     *
     * @param update Δθ, n entries, to be added to θ
     * @param learningRate η of this step
     * @param state for the next step
     * @param spectrum what was kept of the singular values, where the method looks at them
     */
    public OptimizerStep(double[] update, double learningRate, S state, Optional<Spectrum> spectrum) {
        this(update, learningRate, state, spectrum, Collections.emptySortedMap());
    }
}
