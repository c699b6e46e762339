package org.halfinverse.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a configuration becomes when its substitutions are made, found without making them: with
 * {@code a = ${b}${b}, b = ${c}${c}, …} a text of some hundred characters would fill any memory.
 *
 * <p>The size of a value is that of its own text and those of all that it refers to. A value that refers to earlier
 * values of the same key, as in {@code path = ${path}":more"}, grows by a factor of at most 3^(1/3) = 1.45 for each time
 * it does so: of all ways to write a number as a sum, threes make the largest product.
 */
final class SubstitutionGrowth {
    private static final double MOST_CHARACTERS = 1 << 22;
    private static final int MOST_SUBSTITUTIONS = 1000;
    private static final int MOST_VALUES = 10_000;
    private static final int MOST_NAMES = 32;
    private static final double GROWTH_OF_ITSELF = Math.cbrt(3);
    private static final Pattern SUBSTITUTION =
            Pattern.compile("\\$\\{\\??((?:\"(?:[^\"\\\\]|\\\\.)*+\"|[^\"}])*+)}", Pattern.DOTALL);

    private final List<Value> values = new ArrayList<>();
    private final Map<Value, Double> sizes = new HashMap<>();
    private final Set<Value> open = new HashSet<>();
    private int substitutions;

    private final String file;

    private SubstitutionGrowth(String file) {
        this.file = file;
    }

    /**
     * Makes sure that substitutions can be made.
     *
     * @param config with substitutions
     * @param path of its file, for the message
     * @throws ConfigurationException if it has too many, would become too large, or is too large to find out
     */
    static void requireBounded(Config config, String path) {
        SubstitutionGrowth growth = new SubstitutionGrowth(path);
        growth.collect(List.of(), config.root());
        if (growth.substitutions > MOST_SUBSTITUTIONS) {
            throw new ConfigurationException(path + " has " + growth.substitutions
                    + " substitutions ${…}, where at most " + MOST_SUBSTITUTIONS + " are made");
        }
        double total = 0;
        for (Value value : growth.values) {
            total += growth.size(value);
            if (total > MOST_CHARACTERS) {
                throw new ConfigurationException(path + ": substitutions ${…} would make more than "
                        + (long) MOST_CHARACTERS + " characters of it");
            }
        }
    }

    private void collect(List<String> path, ConfigValue value) {
        requireShort(path);
        Optional<Map<String, ConfigValue>> members = members(value);
        if (members.isPresent()) {
            members.get().forEach((key, inner) -> {
                List<String> below = new ArrayList<>(path);
                below.add(key);
                collect(below, inner);
            });
        } else {
            String text = value.render(ConfigRenderOptions.concise());
            List<List<String>> references = references(text);
            substitutions += references.size();
            values.add(new Value(path, text.length(), references));
            if (values.size() > MOST_VALUES) {
                throw new ConfigurationException(file + " has more than " + MOST_VALUES + " values");
            }
        }
    }

    /** What is in an object whose keys are known before substitutions are made. */
    private static Optional<Map<String, ConfigValue>> members(ConfigValue value) {
        if (!(value instanceof ConfigObject object)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TreeMap<>(object));
        } catch (ConfigException.NotResolved e) {
            return Optional.empty();
        }
    }

    private void requireShort(List<String> path) {
        if (path.size() > MOST_NAMES) {
            throw new ConfigurationException(file + " has a key of more than " + MOST_NAMES + " names: "
                    + ConfigUtil.joinPath(path.subList(0, MOST_NAMES)) + " …");
        }
    }

    private List<List<String>> references(String text) {
        List<List<String>> references = new ArrayList<>();
        Matcher matcher = SUBSTITUTION.matcher(text);
        while (matcher.find()) {
            List<String> reference = reference(matcher.group(1));
            requireShort(reference);
            references.add(reference);
        }
        return references;
    }

    private static List<String> reference(String text) {
        try {
            return ConfigUtil.splitPath(text);
        } catch (ConfigException.BadPath e) {
            return List.of(); // within quotes: no substitution, and counted as one
        }
    }

    private double size(Value value) {
        Double known = sizes.get(value);
        if (known != null) {
            return known;
        }
        open.add(value);
        double size = value.length;
        double growth = 1;
        for (List<String> reference : value.references) {
            boolean itself = false;
            for (Value other : values) {
                if (other.isMeantBy(reference)) {
                    itself |= other.equals(value);
                    size += open.contains(other) ? 0 : size(other);
                }
            }
            growth *= itself ? GROWTH_OF_ITSELF : 1;
        }
        open.remove(value);
        sizes.put(value, size * growth);
        return size * growth;
    }

    /** A value that is no object, by identity. */
    private static final class Value {
        private final List<String> path;
        private final int length;
        private final List<List<String>> references;

        Value(List<String> path, int length, List<List<String>> references) {
            this.path = path;
            this.length = length;
            this.references = references;
        }

        /** In a file that is included into a block, a reference may start at the block or outside of all. */
        boolean isMeantBy(List<String> reference) {
            for (int start = 0; start < reference.size(); start++) {
                if (!reference.get(start).equals(path.get(0))) {
                    continue;
                }
                List<String> from = reference.subList(start, reference.size());
                int common = Math.min(from.size(), path.size());
                if (from.subList(0, common).equals(path.subList(0, common))) {
                    return true;
                }
            }
            return false;
        }
    }
}
