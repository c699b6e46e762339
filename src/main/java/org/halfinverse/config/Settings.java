package org.halfinverse.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.halfinverse.physics.Parameters;
import org.halfinverse.spark.SecretSettings;

/**
 * One block of a configuration while it is read. Reading a key makes it known and records the value that holds, given
 * or default; in the end {@link #refuseUnknown} refuses the keys that nobody asked for, and {@link #resolved} renders
 * all that hold. So each setting and its default stand in one place, where it is read.
 */
final class Settings implements Parameters {
    private static final int FARTHEST_SUGGESTION = 3;

    private final Config config;
    private final String path;
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, Settings> blocks = new LinkedHashMap<>();
    private final Map<String, List<NamedBlock>> lists = new LinkedHashMap<>();

    /**
     * The outermost block.
     *
     * @param config resolved
     */
    Settings(Config config) {
        this(config, "");
    }

    private Settings(Config config, String path) {
        this.config = config;
        this.path = path;
    }

    @Override
    public Settings block(String key) {
        return blocks.computeIfAbsent(key, k -> {
            known.add(k);
            if (!config.hasPath(k)) {
                return new Settings(ConfigFactory.empty(), name(k));
            }
            if (config.getValue(k).valueType() != ConfigValueType.OBJECT) {
                throw wrongType(k, "a block { … }");
            }
            return new Settings(config.getConfig(k), name(k));
        });
    }

    @Override
    public List<NamedBlock> namedBlocks(String key) {
        known.add(key);
        if (!config.hasPath(key)) {
            return List.of();
        }
        String wanted = "a list of blocks with a name each, [ { name { … } }, … ]";
        if (config.getValue(key).valueType() != ConfigValueType.LIST) {
            throw wrongType(key, wanted);
        }
        List<NamedBlock> entries = new ArrayList<>();
        for (ConfigValue entry : config.getList(key)) {
            if (!(entry instanceof ConfigObject object) || object.size() != 1) {
                throw wrongType(key, wanted);
            }
            String type = object.keySet().iterator().next();
            if (!(object.get(type) instanceof ConfigObject block)) {
                throw wrongType(key, wanted);
            }
            String place = name(key) + "[" + entries.size() + "]." + type;
            entries.add(new NamedBlock(type, new Settings(block.toConfig(), place)));
        }
        lists.put(key, entries);
        return entries;
    }

    /** Whether a key is given, whose value others read. */
    boolean has(String key) {
        known.add(key);
        return config.hasPath(key);
    }

    @Override
    public String text(String key, String defaultValue) {
        return optionalText(key).orElseGet(() -> record(key, defaultValue));
    }

    Optional<String> optionalText(String key) {
        return optional(key, "a text", config::getString);
    }

    @Override
    public double real(String key, double defaultValue) {
        return optionalReal(key).orElseGet(() -> record(key, defaultValue));
    }

    private Optional<Double> optionalReal(String key) {
        Optional<Double> value = optional(key, "a number", config::getDouble);
        value.filter(v -> !Double.isFinite(v)).ifPresent(v -> {
            throw outOfRange(key, "a finite number");
        });
        return value;
    }

    @Override
    public double positiveReal(String key, double defaultValue) {
        double value = real(key, defaultValue);
        return check(key, value > 0, "positive", value);
    }

    @Override
    public double realWithin(String key, double defaultValue, double least, double most) {
        double value = real(key, defaultValue);
        String wanted = Double.isInfinite(most) ? "0 or positive" : "in [" + least + ", " + most + "]";
        return check(key, value >= least && value <= most, wanted, value);
    }

    OptionalDouble optionalPositiveReal(String key) {
        Optional<Double> value = optionalReal(key);
        value.ifPresent(v -> check(key, v > 0, "positive", v));
        return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    long integer(String key, long defaultValue, long least) {
        return integerWithin(key, defaultValue, least, Long.MAX_VALUE);
    }

    long integerWithin(String key, long defaultValue, long least, long most) {
        long value = optional(key, "a whole number", this::exactLong).orElseGet(() -> record(key, defaultValue));
        String wanted = most == Long.MAX_VALUE ? least + " or more" : "between " + least + " and " + most;
        return check(key, value >= least && value <= most, wanted, value);
    }

    OptionalLong optionalPositiveInteger(String key) {
        return optionalInteger(key, 1);
    }

    OptionalLong optionalInteger(String key, long least) {
        Optional<Long> value = optional(key, "a whole number", this::exactLong);
        value.ifPresent(v -> check(key, v >= least, least + " or more", v));
        return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    @Override
    public int positiveInteger(String key, int defaultValue) {
        return (int) integerWithin(key, defaultValue, 1, Integer.MAX_VALUE);
    }

    @Override
    public boolean flag(String key, boolean defaultValue) {
        return optionalFlag(key).orElseGet(() -> record(key, defaultValue));
    }

    Optional<Boolean> optionalFlag(String key) {
        return optional(key, "true or false", config::getBoolean);
    }

    @Override
    public String json(String key) {
        known.add(key);
        if (!config.hasPath(key)) {
            return "{}";
        }
        if (config.getValue(key).valueType() != ConfigValueType.OBJECT) {
            throw wrongType(key, "a block { … }");
        }
        values.put(key, config.getObject(key).unwrapped());
        return config.getObject(key).render(ConfigRenderOptions.concise());
    }

    List<Integer> positiveIntegers(String key, List<Integer> defaultValue) {
        List<Integer> list = optional(key, "a list of whole numbers", this::exactIntegers)
                .orElseGet(() -> record(key, defaultValue));
        for (int value : list) {
            check(key, value >= 1, "a list of positive numbers", list);
        }
        return list;
    }

    /** A list of numbers from 0 on; empty if it is not given, or is the word {@code all}. */
    Optional<List<Integer>> indices(String key) {
        known.add(key);
        String all = "all";
        if (!config.hasPath(key) || config.getValue(key).unwrapped().equals(all)) {
            record(key, all);
            return Optional.empty();
        }
        Optional<List<Integer>> list = optional(key, "all or a list of whole numbers", this::exactIntegers);
        list.ifPresent(numbers ->
                check(key, numbers.stream().allMatch(number -> number >= 0), "a list of numbers from 0 on", numbers));
        return list;
    }

    /** One of the constants of an enumeration, by its label. */
    <E extends Enum<E>> E choice(String key, E defaultValue, Function<E, String> label) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E choice : defaultValue.getDeclaringClass().getEnumConstants()) {
            choices.put(label.apply(choice), choice);
        }
        String text = oneOf(key, label.apply(defaultValue), List.copyOf(choices.keySet()));
        return Objects.requireNonNull(choices.get(text));
    }

    @Override
    public String oneOf(String key, String defaultValue, List<String> choices) {
        String text = text(key, defaultValue);
        if (!choices.contains(text)) {
            throw unknownChoice(key, text, choices);
        }
        return text;
    }

    /** All keys below this block as they stand, for settings that belong to somebody else. */
    Map<String, String> everything() {
        Map<String, String> all = new TreeMap<>();
        config.entrySet().forEach(entry -> {
            String key = String.join(".", ConfigUtil.splitPath(entry.getKey()));
            if (entry.getValue().valueType() == ConfigValueType.LIST) {
                throw new ConfigurationException(where(entry.getKey()) + " must be a single value, not a list");
            }
            all.put(key, config.getString(entry.getKey()));
        });
        known.addAll(config.root().keySet());
        return all;
    }

    /** Records values that hold, each by its whole key: {@code a} and {@code a.b} may both have one. */
    void record(Map<String, String> all) {
        values.putAll(all);
    }

    /**
     * Makes something of settings whose constructor checks them, and says where the settings stand if it refuses.
     *
     * @param <T> what is made
     * @param key the setting to blame
     * @param make makes it
     */
    <T> T build(String key, Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(where(key) + ": " + e.getMessage(), e);
        }
    }

    ConfigurationException unknownChoice(String key, String text, List<String> choices) {
        String suggestion =
                nearest(text, choices).map(n -> "; did you mean " + n + "?").orElse("");
        return new ConfigurationException(
                where(key) + " = " + text + " is unknown: use one of " + String.join(", ", choices) + suggestion);
    }

    /** Refuses keys that nobody read, here and in the blocks within. */
    void refuseUnknown() {
        for (Map.Entry<String, ConfigValue> entry : config.root().entrySet()) {
            String key = entry.getKey();
            if (!known.contains(key)) {
                String suggestion = nearest(key, known)
                        .map(n -> "did you mean " + name(n) + "?")
                        .orElse("known here: " + known.stream().sorted().collect(Collectors.joining(", ")));
                throw new ConfigurationException(
                        entry.getValue().origin().description() + ": unknown key " + name(key) + "; " + suggestion);
            }
        }
        blocks.values().forEach(Settings::refuseUnknown);
        lists.values()
                .forEach(entries -> entries.forEach(entry -> settings(entry).refuseUnknown()));
    }

    /** All values that hold, as HOCON that gives the same settings again. */
    String resolved() {
        return resolvedObject()
                .render(ConfigRenderOptions.concise().setFormatted(true).setJson(false));
    }

    private ConfigObject resolvedObject() {
        ConfigObject object = ConfigValueFactory.fromMap(values);
        for (Map.Entry<String, Settings> block : blocks.entrySet()) {
            ConfigObject inner = block.getValue().resolvedObject();
            if (!inner.isEmpty()) {
                object = object.withValue(block.getKey(), inner);
            }
        }
        for (Map.Entry<String, List<NamedBlock>> list : lists.entrySet()) {
            object = object.withValue(
                    list.getKey(),
                    ConfigValueFactory.fromIterable(list.getValue().stream()
                            .map(entry -> Map.of(
                                    entry.name(),
                                    settings(entry).resolvedObject().unwrapped()))
                            .toList()));
        }
        return object;
    }

    private static Settings settings(NamedBlock block) {
        return (Settings) block.settings();
    }

    private <T> Optional<T> optional(String key, String wanted, Function<String, T> read) {
        known.add(key);
        if (!config.hasPath(key)) {
            return Optional.empty();
        }
        try {
            T value = read.apply(key);
            values.put(key, value);
            return Optional.of(value);
        } catch (ConfigException.WrongType | ConfigException.BadValue e) {
            throw wrongType(key, wanted);
        }
    }

    private <T> T record(String key, T value) {
        values.put(key, value);
        return value;
    }

    private long exactLong(String key) {
        Number number = config.getNumber(key);
        double value = number.doubleValue();
        boolean exact = !(number instanceof Double) || Math.abs(value) <= 1L << 53;
        if (value != Math.rint(value) || !exact) {
            throw wrongType(key, "a whole number");
        }
        return number.longValue();
    }

    private List<Integer> exactIntegers(String key) {
        return config.getDoubleList(key).stream()
                .map(value -> {
                    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
                        throw wrongType(key, "a list of whole numbers");
                    }
                    return value.intValue();
                })
                .toList();
    }

    private <T> T check(String key, boolean holds, String wanted, T value) {
        if (!holds) {
            throw outOfRange(key, wanted);
        }
        return value;
    }

    private ConfigurationException outOfRange(String key, String wanted) {
        return new ConfigurationException(where(key) + " = " + given(key) + " is out of range: it must be " + wanted);
    }

    private ConfigurationException wrongType(String key, String wanted) {
        return new ConfigurationException(where(key) + " must be " + wanted + ", not " + given(key));
    }

    private String given(String key) {
        String value = config.hasPath(key)
                ? config.getValue(key).render(ConfigRenderOptions.concise())
                : String.valueOf(values.get(key));
        return SecretSettings.in(Map.of()).contains(name(key), value) ? "what is given" : value;
    }

    private String where(String key) {
        return (config.hasPath(key) ? config.getValue(key).origin().description() + ": " : "") + name(key);
    }

    private String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static Optional<String> nearest(String text, Iterable<String> candidates) {
        Map<String, Integer> distances = new TreeMap<>();
        for (String candidate : candidates) {
            distances.put(
                    candidate,
                    LevenshteinDistance.getDefaultInstance().apply(text.toLowerCase(Locale.ROOT), candidate));
        }
        return distances.entrySet().stream()
                .filter(entry -> entry.getValue() <= Math.min(FARTHEST_SUGGESTION, text.length() - 1))
                .min(Comparator.comparingInt(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }
}
