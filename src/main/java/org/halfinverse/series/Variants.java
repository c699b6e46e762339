package org.halfinverse.series;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.spark.SecretSettings;

/**
 * The experiments that one configuration describes: those of a comparison, {@code compare = [ … ]}, or the grid of a
 * sweep, {@code sweep { key = [values] … }}.
 *
 * @param directory that has a directory for each of them
 * @param list in the order in which they are made
 */
public record Variants(String directory, List<Variant> list) {
    private static final String COMPARE = "compare";
    private static final String SWEEP = "sweep";
    private static final int LARGEST_GRID = 10_000;
    private static final Pattern NO_FILE_NAME = Pattern.compile("[^A-Za-z0-9.+=_-]+");

    /** What may differ in a comparison: all start from the same parameters, on the same data in the same order. */
    private static final Set<String> COMPARED = Set.of("name", "optimizer", "training", "execution");

    /** Copies the list. {@inheritDoc} */
    public Variants {
        list = List.copyOf(list);
    }

    /**
     * {@return the optimizers of a comparison, an experiment for each} Each entry of {@code compare} is a block of
     * settings that is laid over the rest of the file, or just the name of an optimizer. Hidden units are looked at and
     * the first sample is watched unless the file says otherwise.
     *
     * @param storage where the file lies
     * @param path any Hadoop path
     * @param overrides {@code key=value}, which win over the file
     * @throws ConfigurationException if it is not a comparison
     */
    public static Variants comparison(Storage storage, String path, List<String> overrides) {
        Config file = ExperimentConfig.resolve(storage, path, overrides);
        if (!file.hasPath(COMPARE) || file.getValue(COMPARE).valueType() != ConfigValueType.LIST) {
            throw new ConfigurationException(
                    path + " compares nothing: it needs compare = [ { name = …, optimizer { … } }, … ]");
        }
        Config base = ConfigFactory.parseString("output { spectrum = true, saturation = true, watch-sample = 0 }")
                .getConfig("output")
                .atPath("output");
        base = common(file).withFallback(base);
        String directory = directory(base);
        List<Variant> variants = new ArrayList<>();
        for (ConfigValue entry : file.getList(COMPARE)) {
            Config own = own(entry);
            own.root().keySet().stream()
                    .filter(key -> !COMPARED.contains(key))
                    .findFirst()
                    .ifPresent(key -> {
                        throw new ConfigurationException("an entry of compare sets " + key
                                + ", which all of them share: it may set name, optimizer, training and execution");
                    });
            String name = fileName(text(own, own.hasPath("name") ? "name" : "optimizer.type"));
            Map<String, String> settings = new LinkedHashMap<>();
            own.withoutPath("name").entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(setting -> settings.put(setting.getKey(), text(setting.getValue())));
            variants.add(variant(name, settings, own.withFallback(base), directory));
        }
        return checked(directory, variants, COMPARE);
    }

    private static Config own(ConfigValue entry) {
        if (entry.valueType() == ConfigValueType.STRING) {
            return entry.atPath("optimizer.type");
        }
        if (!(entry instanceof ConfigObject block)) {
            throw new ConfigurationException(entry.origin().description() + ": an entry of compare is neither"
                    + " { name = …, optimizer { … } } nor the name of an optimizer");
        }
        Config own = block.toConfig();
        if (!own.hasPath("name") && !own.hasPath("optimizer.type")) {
            throw new ConfigurationException("an entry of compare has neither a name nor an optimizer.type");
        }
        return own;
    }

    /**
     * The grid of a sweep: every combination of the values of its keys, the last key changing fastest.
     *
     * @param storage where the file lies
     * @param path any Hadoop path
     * @param overrides {@code key=value}, which win over the file
     * @return an experiment for each combination
     * @throws ConfigurationException if it is not a sweep
     */
    public static Variants sweep(Storage storage, String path, List<String> overrides) {
        Config file = ExperimentConfig.resolve(storage, path, overrides);
        if (!file.hasPath(SWEEP) || file.getValue(SWEEP).valueType() != ConfigValueType.OBJECT) {
            throw new ConfigurationException(path + " sweeps nothing: it needs sweep { key = [value, …] … }");
        }
        List<Map.Entry<String, ConfigValue>> keys = file.getConfig(SWEEP).entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, ConfigValue> key) ->
                                key.getValue().origin().lineNumber())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        List<Map<String, ConfigValue>> grid = List.of(Map.of());
        for (Map.Entry<String, ConfigValue> key : keys) {
            if (!(key.getValue() instanceof ConfigList values) || values.isEmpty()) {
                boolean secret = SecretSettings.in(Map.of()).isNamedIn(key.getKey());
                throw new ConfigurationException("sweep." + key.getKey() + (secret ? "" : " = " + text(key.getValue()))
                        + " must be a list of the values to be tried");
            }
            grid = grid.stream()
                    .flatMap(point -> values.stream().map(value -> {
                        Map<String, ConfigValue> longer = new LinkedHashMap<>(point);
                        longer.put(key.getKey(), value);
                        return longer;
                    }))
                    .limit(LARGEST_GRID + 1L)
                    .collect(Collectors.toList());
        }
        if (grid.size() > LARGEST_GRID) {
            throw new ConfigurationException("the sweep has more than " + LARGEST_GRID + " runs");
        }
        Config base = common(file);
        String directory = directory(base);
        List<Variant> variants = new ArrayList<>();
        for (Map<String, ConfigValue> point : grid) {
            Config config = base;
            Map<String, String> settings = new LinkedHashMap<>();
            for (Map.Entry<String, ConfigValue> setting : point.entrySet()) {
                config = config.withValue(setting.getKey(), setting.getValue());
                settings.put(setting.getKey(), text(setting.getValue()));
            }
            variants.add(variant(nameOf(settings), settings, config, directory));
        }
        return checked(directory, variants, SWEEP);
    }

    /** For instance {@code batch-size=32_seed=1}. */
    private static String nameOf(Map<String, String> settings) {
        return fileName(settings.entrySet().stream()
                .map(setting -> {
                    List<String> path = ConfigUtil.splitPath(setting.getKey());
                    return path.get(path.size() - 1) + "=" + setting.getValue();
                })
                .collect(Collectors.joining("_")));
    }

    private static Variant variant(String name, Map<String, String> settings, Config config, String directory) {
        Config named = config.withValue("name", ConfigValueFactory.fromAnyRef(name))
                .withValue("output.directory", ConfigValueFactory.fromAnyRef(directory + "/" + name));
        try {
            return new Variant(name, settings, ExperimentConfig.read(named));
        } catch (ConfigurationException e) {
            throw new ConfigurationException(name + ": " + e.getMessage(), e);
        }
    }

    private static Variants checked(String directory, List<Variant> variants, String key) {
        if (variants.isEmpty()) {
            throw new ConfigurationException(key + " is empty");
        }
        Set<String> names = new TreeSet<>();
        variants.stream()
                .map(Variant::name)
                .filter(name -> !names.add(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ConfigurationException(key + " has two runs of the name " + name);
                });
        return new Variants(directory, variants);
    }

    private static Config common(Config file) {
        return file.withoutPath(COMPARE).withoutPath(SWEEP);
    }

    private static String directory(Config config) {
        if (config.hasPath("output.directory")) {
            return text(config, "output.directory");
        }
        return "runs/" + (config.hasPath("name") ? text(config, "name") : "hig");
    }

    private static String text(Config config, String key) {
        try {
            return config.getString(key);
        } catch (ConfigException.WrongType e) {
            throw new ConfigurationException(
                    config.getValue(key).origin().description() + ": " + key + " must be a text");
        }
    }

    private static String text(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING
                ? String.valueOf(value.unwrapped())
                : value.render(ConfigRenderOptions.concise());
    }

    private static String fileName(String name) {
        String safe = NO_FILE_NAME.matcher(name).replaceAll("-");
        if (safe.isBlank() || safe.startsWith(".")) {
            throw new ConfigurationException("\"" + name + "\" is not a name for a directory");
        }
        return safe;
    }
}
