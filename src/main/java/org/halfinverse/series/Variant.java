package org.halfinverse.series;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.halfinverse.config.ExperimentConfig;

/**
 * One of several experiments that are alike but for a few settings.
 *
 * @param name of its directory, unlike all others'
 * @param settings in which it differs, by their keys, in the order in which they were given
 * @param config all of it
 */
public record Variant(String name, Map<String, String> settings, ExperimentConfig config) {
    /** Copies the settings, in their order. {@inheritDoc} */
    public Variant {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
}
