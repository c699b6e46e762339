package org.halfinverse.physics;

import java.util.List;
import java.util.Map;

/**
 * Settings without a configuration: those that are given, and defaults for all others. Ranges are not checked.
 *
 * @param values by key: numbers, texts, truth values; of a JSON object its text
 * @param blocks of every list
 */
public record GivenParameters(Map<String, Object> values, List<NamedBlock> blocks) implements Parameters {
    /** Settings without lists. */
    public GivenParameters(Map<String, Object> values) {
        this(values, List.of());
    }

    @Override
    public List<NamedBlock> namedBlocks(String key) {
        return blocks;
    }

    @Override
    public double real(String key, double defaultValue) {
        return ((Number) values.getOrDefault(key, defaultValue)).doubleValue();
    }

    @Override
    public double positiveReal(String key, double defaultValue) {
        return real(key, defaultValue);
    }

    @Override
    public double realWithin(String key, double defaultValue, double least, double most) {
        return real(key, defaultValue);
    }

    @Override
    public int positiveInteger(String key, int defaultValue) {
        return (int) real(key, defaultValue);
    }

    @Override
    public String text(String key, String defaultValue) {
        return values.getOrDefault(key, defaultValue).toString();
    }

    @Override
    public String oneOf(String key, String defaultValue, List<String> choices) {
        return text(key, defaultValue);
    }

    @Override
    public boolean flag(String key, boolean defaultValue) {
        return (boolean) values.getOrDefault(key, defaultValue);
    }

    @Override
    public String json(String key) {
        return values.getOrDefault(key, "{}").toString();
    }

    @Override
    public Parameters block(String key) {
        return this;
    }
}
