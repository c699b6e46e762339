package org.halfinverse.network;

import org.halfinverse.physics.Parameters;

/**
 * Makes a layer from settings.
 *
 * <p>To add a layer: implement {@link AffineLayer}, or {@link Layer} if it has no parameters; implement this interface, with a
 * public constructor without arguments, and name that class in {@code META-INF/services/org.halfinverse.network.LayerFactory};
 * and add a case to the layers' contract test.
 */
public interface LayerFactory {
    /** {@return the name in {@code network.layers}, for instance {@code conv1d}} */
    String type();

    /**
     * {@return what makes one layer where it stands, by its settings}
     *
     * @param settings the layer's block
     * @throws IllegalArgumentException if they do not describe a layer
     */
    LayerSpec read(Parameters settings);
}
