package org.halfinverse.optim;

import org.halfinverse.physics.Parameters;
import org.halfinverse.spectral.Truncation;

/**
 * Makes an optimizer from settings.
 *
 * <p>To add one: implement {@link Optimizer} and this interface, with a public constructor without arguments, and name this
 * class in {@code META-INF/services/org.halfinverse.optim.OptimizerFactory}. A method {@code Δθ = −η V f(Λ) Uᵀ g} needs no
 * optimizer of its own, only a {@link org.halfinverse.spectral.FilterFactory}.
 */
public interface OptimizerFactory {
    /** {@return the name as {@code optimizer.type}} */
    String type();

    /** {@return the learning rate η that holds where none is given} */
    double learningRate();

    /** {@return the cut-off τ that holds where none is given} */
    default double tau() {
        return 1e-6;
    }

    /**
     * Reads the settings of the method. Those of all methods may stand side by side, so all are read, and the method that is
     * asked for is made.
     *
     * @param settings the {@code optimizer} block
     * @return makes the method
     */
    Maker read(Parameters settings);

    /** Makes a method from its settings. */
    @FunctionalInterface
    interface Maker {
        /**
         * Makes the method.
         *
         * @param common what several methods have
         * @return the optimizer
         * @throws IllegalArgumentException if these settings do not fit the method, with a sentence for the user
         */
        Optimizer<?> make(Common common);
    }

    /**
     * Settings that several methods have.
     *
     * @param learningRate η
     * @param truncation τ
     */
    record Common(double learningRate, Truncation truncation) {}
}
