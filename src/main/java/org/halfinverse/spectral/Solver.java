package org.halfinverse.spectral;

import java.util.Optional;
import org.halfinverse.physics.Parameters;

/**
 * Computes {@code V f(Λ) Uᵀ g} for the Jacobian {@code J = U Λ Vᵀ} and the loss gradient g of a mini-batch, and says what
 * that takes.
 *
 * <p>To add one: implement this interface, with a public constructor without arguments; name the class in
 * {@code META-INF/services/org.halfinverse.spectral.Solver}; and add a subclass of its contract test.
 */
public interface Solver {
    /** When a solver is chosen. */
    enum Use {
        /** Wherever it is the cheapest that fits. */
        CHEAPEST,
        /** Where nothing else fits. */
        LAST_RESORT,
        /** Only where it is asked for. */
        ON_REQUEST
    }

    /** {@return the name in configurations and metrics, for instance {@code direct}} */
    String label();

    /**
     * The solver with the settings that a configuration has for it.
     *
     * @param settings the {@code optimizer} block; all registered solvers read what concerns them there
     * @return this one if it has no settings
     */
    default Solver configured(Parameters settings) {
        return this;
    }

    /**
     * {@return an estimate of what a step costs, for the choice of a solver}
     *
     * @param size of the step
     */
    SolverCost cost(StepSize size);

    /**
     * Why it cannot make a step of this size, however much memory there is.
     *
     * @param size of the step
     * @return a sentence whose subject is the solver, for instance {@code takes up to 15,000 parameters}; empty if it can
     */
    default Optional<String> refusal(StepSize size) {
        return Optional.empty();
    }

    /** {@return what to choose smaller where a step does not fit} */
    default String advice() {
        return "a smaller network";
    }

    /** {@return when the planner chooses it} */
    default Use use() {
        return Use.CHEAPEST;
    }

    /** {@return whether its settings ask for a step that differs from {@code V f(Λ) Uᵀ g}, which is then no fault} */
    default boolean isInexact() {
        return false;
    }

    /** {@return whether it works on mini-batches in Spark's executors alone} */
    default boolean needsSpark() {
        return false;
    }

    /**
     * {@return the direction that a filter gives, and what was kept of the spectrum; with rank 0 the direction is zero}
     *
     * @param batch the linearised mini-batch
     * @param filter f
     * @throws org.halfinverse.jacobian.NonFiniteException if the linearisation is not finite
     * @throws IllegalArgumentException if the solver is bound to another engine than that of the batch
     */
    SpectralStep solve(LinearizedBatch batch, SpectralFilter filter);
}
