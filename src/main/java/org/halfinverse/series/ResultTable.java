package org.halfinverse.series;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.train.Metric;

/**
 * The outcomes of several experiments as tables: {@code results.csv} and {@code results.md} with a row for each, and, where
 * they were repeated with other seeds, {@code summary.csv} and {@code summary.md} with a row for all repetitions.
 *
 * @param header names of the columns
 * @param rows as many texts each
 */
public record ResultTable(List<String> header, List<List<String>> rows) {
    private static final String SEED = "seed";

    /** Copies the lists. {@inheritDoc} */
    public ResultTable {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /**
     * Writes all tables.
     *
     * @param storage on which to write
     * @param directory for the files
     * @param outcomes so far
     * @throws org.halfinverse.io.DataException if they cannot be written
     */
    public static void write(Storage storage, String directory, List<VariantResult> outcomes) {
        of(outcomes).write(storage, directory, "results");
        boolean repeated = outcomes.stream()
                .anyMatch(outcome -> outcome.variant().settings().containsKey(SEED));
        if (repeated) {
            summary(outcomes).write(storage, directory, "summary");
        }
    }

    private void write(Storage storage, String directory, String name) {
        storage.writeText(directory + "/" + name + ".csv", csv());
        storage.writeText(directory + "/" + name + ".md", markdown());
    }

    /**
     * {@return a row for each experiment: settings in which they differ, how they ended, and their losses}
     *
     * @param outcomes so far
     */
    public static ResultTable of(List<VariantResult> outcomes) {
        Set<String> keys = keys(outcomes);
        List<String> header = new ArrayList<>(List.of("run"));
        header.addAll(keys);
        header.addAll(List.of("end", "steps", "seconds", Metric.TRAIN_LOSS.key(), Metric.TEST_LOSS.key(), "reason"));
        List<List<String>> rows = new ArrayList<>();
        for (VariantResult outcome : outcomes) {
            List<String> row = new ArrayList<>(List.of(outcome.variant().name()));
            keys.forEach(key -> row.add(outcome.variant().settings().getOrDefault(key, "")));
            row.addAll(List.of(
                    outcome.end(),
                    String.valueOf(outcome.steps()),
                    String.format(Locale.ROOT, "%.3f", outcome.seconds()),
                    text(outcome.trainLoss()),
                    text(outcome.testLoss()),
                    outcome.reason()));
            rows.add(row);
        }
        return new ResultTable(header, rows);
    }

    /**
     * {@return a row for all repetitions of the same settings, without the seed: how many, how many of them finished,
     * and the median, least and largest loss of those}
     *
     * @param outcomes so far
     */
    public static ResultTable summary(List<VariantResult> outcomes) {
        Set<String> keys = keys(outcomes);
        keys.remove(SEED);
        Map<List<String>, List<VariantResult>> groups = outcomes.stream()
                .collect(Collectors.groupingBy(
                        outcome -> keys.stream()
                                .map(key -> outcome.variant().settings().getOrDefault(key, ""))
                                .toList(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<String> header = new ArrayList<>(keys);
        header.addAll(List.of("runs", "finished", "train_median", "train_min", "train_max", "test_median"));
        List<List<String>> rows = new ArrayList<>();
        groups.forEach((settings, group) -> {
            List<VariantResult> finished = group.stream()
                    .filter(outcome -> outcome.end().equals("finished"))
                    .toList();
            double[] train =
                    losses(finished.stream().map(VariantResult::trainLoss).toList());
            double[] test =
                    losses(finished.stream().map(VariantResult::testLoss).toList());
            List<String> row = new ArrayList<>(settings);
            row.addAll(List.of(
                    String.valueOf(group.size()),
                    String.valueOf(finished.size()),
                    text(median(train)),
                    text(DoubleStream.of(train).min()),
                    text(DoubleStream.of(train).max()),
                    text(median(test))));
            rows.add(row);
        });
        return new ResultTable(header, rows);
    }

    private static Set<String> keys(List<VariantResult> outcomes) {
        return outcomes.stream()
                .flatMap(outcome -> outcome.variant().settings().keySet().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static double[] losses(List<OptionalDouble> losses) {
        return losses.stream().flatMapToDouble(OptionalDouble::stream).sorted().toArray();
    }

    private static OptionalDouble median(double[] losses) {
        return losses.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Vectors.median(losses));
    }

    private static String text(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.6g", value.getAsDouble()) : "";
    }

    /** As a table with commas, RFC 4180. */
    String csv() {
        return lines(header, rows).stream()
                .map(row -> row.stream().map(ResultTable::csvField).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    private static String csvField(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    /** As a table in Markdown. */
    String markdown() {
        List<List<String>> lines = new ArrayList<>(lines(header, rows));
        lines.add(1, header.stream().map(column -> "---").toList());
        return lines.stream()
                .map(row -> row.stream()
                        .map(text -> text.replace("|", "\\|").replaceAll("\\R", " "))
                        .collect(Collectors.joining(" | ", "| ", " |")))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static List<List<String>> lines(List<String> header, List<List<String>> rows) {
        List<List<String>> lines = new ArrayList<>(List.of(header));
        lines.addAll(rows);
        return lines;
    }
}
