package org.halfinverse.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of the page on configurations has every key that is read, no other, with the type and range that the reader
 * holds it to and the default that holds.
 */
class ConfigurationPageTest {
    private static final String COMMON = "";
    private static final Pattern ROW = Pattern.compile("^\\|(.*?)\\|(.*?)\\|(.*?)\\|.*\\|$");
    private static final Pattern BLOCK = Pattern.compile("^\\| \\*\\*`(\\w+)`\\*\\*.*");
    private static final Pattern TYPE = Pattern.compile("^for `([\\w-]+)`: ");
    private static final Pattern NAME = Pattern.compile("`([\\w.-]+)[^`]*`");
    private static final Pattern KNOWN = Pattern.compile("known here: (.*)$");
    private static final Pattern WANTED = Pattern.compile("must be (.*?)(?:, not .*)?$");
    private static final Pattern CHOICE = Pattern.compile("(is unknown)|(one of)");
    private static final Pattern RANGE = Pattern.compile("it must be (.*)$");
    /** Whose settings are read where its type has them. */
    private static final String SCHEDULE = "optimizer.schedule.";

    private static final String UNKNOWN = "something-that-no-block-has";

    /**
     * A row of the table.
     *
     * @param block that it belongs to
     * @param type of the problem that has it, or {@link #COMMON}
     * @param keys within the block
     * @param values of which type and in which range, as it stands there
     * @param defaults as they stand there
     */
    private record Row(String block, String type, List<String> keys, String values, String defaults) {
        /** A problem that has the keys. */
        String problem() {
            return type.equals(COMMON) ? "toy" : type;
        }

        String path(String key) {
            return (block.equals(COMMON) ? "" : block + ".") + key;
        }
    }

    private static List<Row> table() throws IOException {
        List<Row> rows = new ArrayList<>();
        String block = COMMON;
        String type = COMMON;
        for (String line : Files.readAllLines(Path.of("src/site/markdown/configuration.md"))) {
            List<MatchResult> begins = BLOCK.matcher(line).results().toList();
            if (!begins.isEmpty()) {
                block = begins.get(0).group(1);
                type = COMMON;
                continue;
            }
            for (MatchResult row : ROW.matcher(line).results().toList()) {
                String names = row.group(1).strip();
                for (MatchResult of : TYPE.matcher(names).results().toList()) {
                    type = of.group(1);
                    names = names.substring(of.end());
                }
                List<String> keys =
                        NAME.matcher(names).results().map(name -> name.group(1)).toList();
                if (!keys.isEmpty() && !names.equals("key")) {
                    rows.add(new Row(
                            block,
                            type,
                            prefixed(keys),
                            row.group(2).strip(),
                            row.group(3).strip()));
                }
            }
            if (block.equals("spark")) {
                return rows;
            }
        }
        return rows;
    }

    /** What follows the first name of a cell lies in the same block within the block. */
    private static List<String> prefixed(List<String> keys) {
        String first = keys.get(0);
        String prefix = first.substring(0, first.lastIndexOf('.') + 1);
        return keys.stream().map(key -> key.contains(".") ? key : prefix + key).toList();
    }

    /** The keys that a block has, as the refusal of an unknown one tells them. */
    private static Set<String> known(String type, String block) {
        Config config = minimal(type).withValue(block + "." + UNKNOWN, ConfigValueFactory.fromAnyRef(1));
        ConfigurationException refusal =
                assertThrows(ConfigurationException.class, () -> ExperimentConfig.read(config));
        List<MatchResult> told =
                KNOWN.matcher(String.valueOf(refusal.getMessage())).results().toList();
        assertEquals(1, told.size(), refusal.getMessage());
        return Set.of(told.get(0).group(1).split(", ", -1));
    }

    private static Config minimal(String type) {
        return ConfigFactory.parseString("problem.type = " + type + ", training.max-steps = 1");
    }

    private static Set<String> listed(String type, String block, String within) throws IOException {
        Set<String> listed = new TreeSet<>();
        for (Row row : table()) {
            if (row.block.equals(block) && (row.type.equals(COMMON) || row.type.equals(type))) {
                for (String key : row.keys) {
                    if (key.startsWith(within)) {
                        String inner = key.substring(within.length());
                        listed.add(inner.contains(".") ? inner.substring(0, inner.indexOf('.')) : inner);
                    }
                }
            }
        }
        return listed;
    }

    @ParameterizedTest
    @MethodSource("org.halfinverse.problems.BuiltInProblems#types")
    void everySettingOfAProblemStandsThere(String type) throws IOException {
        assertEquals(new TreeSet<>(known(type, "problem")), listed(type, "problem", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"network", "optimizer", "training", "execution", "output"})
    void everySettingOfABlockStandsThere(String block) throws IOException {
        assertEquals(new TreeSet<>(known("toy", block)), listed("toy", block, ""));
    }

    @Test
    void everySettingOfABlockWithinStandsThere() throws IOException {
        assertEquals(new TreeSet<>(known("toy", "problem.data")), listed("toy", "problem", "data."));
        assertEquals(new TreeSet<>(known("toy", "optimizer.truncation")), listed("toy", "optimizer", "truncation."));
    }

    /** Where a cell holds as many values as keys, they are those of a configuration that says nothing. */
    @Test
    void theDefaultsAreThoseThatHold() throws IOException {
        Map<String, String> wrong = new TreeMap<>();
        int compared = 0;
        for (Row row : table()) {
            List<String> values = row.defaults.startsWith("[")
                    ? List.of(row.defaults)
                    : List.of(
                            row.defaults.replace("`", "").replace("NAME", "hig").split(", ", -1));
            if (row.defaults.isEmpty() || values.size() != row.keys.size() || row.type.equals("python")) {
                continue;
            }
            Config holds = ConfigFactory.parseString(
                    ExperimentConfig.read(minimal(row.problem())).resolved());
            for (int i = 0; i < values.size(); i++) {
                String key = row.path(row.keys.get(i));
                if (holds.hasPath(key)) {
                    compared++;
                    if (!same(values.get(i), holds.getValue(key).unwrapped())) {
                        wrong.put(
                                key,
                                values.get(i) + " instead of "
                                        + holds.getValue(key).unwrapped());
                    }
                }
            }
        }
        assertEquals(Map.of(), wrong);
        assertTrue(compared > 40, "only " + compared + " defaults were found");
    }

    /** Python's settings are those of {@link #theDefaultsAreThoseThatHold}, too: its problem needs a file. */
    @Test
    void theTypesAndRangesAreThoseOfTheReader() throws IOException {
        Map<String, String> wrong = new TreeMap<>();
        for (Row row : table()) {
            if (!row.type.equals("python")) {
                String values = row.keys.stream()
                        .map(key -> values(row.problem(), row.path(key)))
                        .distinct()
                        .collect(Collectors.joining("; "));
                if (!values.equals(row.values)) {
                    wrong.put(row.path(row.keys.get(0)), row.values + " instead of " + values);
                }
            }
        }
        assertEquals(Map.of(), wrong);
    }

    /** What the reader says that a setting must be when it is given something else, and which numbers it refuses. */
    private static String values(String problem, String key) {
        Optional<String> wanted = refusal(problem, key, List.of(List.of()), WANTED);
        if (wanted.isEmpty()) {
            return "block";
        }
        return switch (wanted.orElseThrow()) {
            case "a whole number" -> "whole number" + range(problem, key);
            case "a number" -> "number" + range(problem, key);
            case "a text" -> refusal(problem, key, UNKNOWN, CHOICE).isPresent() ? "name" : "text";
            default -> wanted.orElseThrow().replaceFirst("^an? ", "").replaceFirst(",.*| \\{.*| with a name.*", "");
        };
    }

    private static String range(String problem, String key) {
        Optional<String> told = refusal(problem, key, -3, RANGE);
        if (told.isPresent()) {
            String range = told.orElseThrow().replace(".0", "").replace("1E", "1e");
            return ", "
                    + range.replace("between 1 and " + Integer.MAX_VALUE, "1 or more")
                            .replace(Math.nextDown(1.0) + "]", "1)")
                            .replaceAll("(\\d)(?=(\\d{3})+$)", "$1,");
        }
        if (!refuses(problem, key, -3)) {
            return "";
        }
        return refuses(problem, key, 0) ? ", positive" : ", 0 or positive";
    }

    private static boolean refuses(String problem, String key, Object value) {
        return refusal(problem, key, value, Pattern.compile("(.*)")).isPresent();
    }

    /** What a refusal says, if there is one that says it. */
    private static Optional<String> refusal(String problem, String key, Object value, Pattern what) {
        String schedule =
                key.startsWith(SCHEDULE) ? SCHEDULE + "type = " + (key.endsWith("patience") ? "plateau" : "steps") : "";
        Config config = ConfigFactory.parseString(schedule)
                .withFallback(minimal(problem))
                .withValue(key, ConfigValueFactory.fromAnyRef(value));
        try {
            ExperimentConfig.read(config);
            return Optional.empty();
        } catch (ConfigurationException refusal) {
            return what.matcher(String.valueOf(refusal.getMessage()))
                    .results()
                    .findFirst()
                    .map(found -> found.group(1));
        }
    }

    private static boolean same(String written, Object holds) {
        return holds instanceof Number number
                ? number.doubleValue() == Double.parseDouble(written)
                : holds.toString().equals(written);
    }
}
