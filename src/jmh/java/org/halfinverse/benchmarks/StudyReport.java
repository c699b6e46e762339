package org.halfinverse.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.halfinverse.linalg.NativeBlas;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks and prints one table: the time of a call, the operations a second, and which part of the
 * machine's matrix product ({@link GemmBenchmark}) that is, measured in the same run on as many cores. All numbers are
 * those of the best iteration, which other processes disturbed least.
 */
public final class StudyReport {
    private static final String PEAK = GemmBenchmark.class.getSimpleName();
    private static final List<String> HEADER =
            List.of("kernel", "case", "cores", "Mflop", "time [ms]", "GF/s", "of peak");

    private StudyReport() {}

    /**
     * Runs them.
     *
     * @param arguments {@code --full} for long runs, {@code --markdown FILE} to write the table too, else JMH's own
     * @throws CommandLineOptionException if JMH does not know an argument
     * @throws RunnerException if a benchmark fails
     * @throws IOException if the table cannot be written
     */
    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException, IOException {
        List<String> remaining = new ArrayList<>(List.of(arguments));
        boolean full = remaining.remove("--full");
        int markdown = remaining.indexOf("--markdown");
        String file = null;
        if (markdown >= 0) {
            remaining.remove(markdown);
            file = remaining.remove(markdown);
        }
        CommandLineOptions given = new CommandLineOptions(remaining.toArray(String[]::new));
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        List<List<String>> table = table(new Runner(withDefaults(given, full)).run());
        System.out.printf("%n%s%n%n%s", NativeBlas.description(), aligned(table));
        if (file != null) {
            Files.writeString(Path.of(file), markdown(table));
        }
    }

    private static Options withDefaults(CommandLineOptions given, boolean full) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .parent(given)
                .mode(Mode.Throughput)
                .timeUnit(TimeUnit.SECONDS)
                .shouldFailOnError(true)
                .forks(given.getForkCount().orElse(full ? 3 : 1))
                .warmupIterations(given.getWarmupIterations().orElse(full ? 5 : 2))
                .warmupTime(given.getWarmupTime().orElse(TimeValue.seconds(1)))
                .measurementIterations(given.getMeasurementIterations().orElse(full ? 20 : 6))
                .measurementTime(given.getMeasurementTime().orElse(TimeValue.milliseconds(500)));
        if (!given.getIncludes().isEmpty()) {
            options.include(PEAK);
        }
        return options.build();
    }

    private static List<List<String>> table(Collection<RunResult> results) {
        double oneCore = peak(results, "oneCore");
        double allCores = peak(results, "allCores");
        List<List<String>> table = new ArrayList<>(List.of(HEADER));
        for (RunResult result : results) {
            double calls = best(result.getPrimaryResult());
            double rate = rate(result, "oneCore");
            boolean parallel = rate == 0;
            if (parallel) {
                rate = rate(result, "allCores");
            }
            boolean counted = rate > 0;
            table.add(List.of(
                    kernel(result),
                    parameters(result),
                    parallel && counted ? "all" : "1",
                    counted ? number("%.2f", rate / calls / 1e6) : "",
                    number("%.3f", 1e3 / calls),
                    counted ? number("%.2f", rate / 1e9) : "",
                    counted ? number("%.0f %%", 100 * rate / (parallel ? allCores : oneCore)) : ""));
        }
        return table;
    }

    private static double peak(Collection<RunResult> results, String counter) {
        return results.stream()
                .filter(result -> kernel(result).equals("Gemm." + counter))
                .mapToDouble(result -> rate(result, counter))
                .max()
                .orElse(Double.NaN);
    }

    private static double rate(RunResult result, String counter) {
        Result<?> counted = result.getSecondaryResults().get(counter);
        return counted == null ? 0 : best(counted);
    }

    private static double best(Result<?> result) {
        return result.getStatistics().getMax();
    }

    /** The measured class and method. */
    private static String kernel(RunResult result) {
        String name = result.getParams().getBenchmark();
        return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1)
                .replace("Benchmark.", ".");
    }

    private static String parameters(RunResult result) {
        return result.getParams().getParamsKeys().stream()
                .map(result.getParams()::getParam)
                .map(value -> value.toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** Two columns of text and the others of numbers, on whose right they end. */
    private static String aligned(List<List<String>> table) {
        int[] widths = new int[HEADER.size()];
        table.forEach(row -> Arrays.setAll(
                widths, column -> Math.max(widths[column], row.get(column).length())));
        StringBuilder text = new StringBuilder();
        for (List<String> row : table) {
            for (int column = 0; column < widths.length; column++) {
                text.append(String.format(
                        Locale.ROOT, "%" + (column < 2 ? "-" : "") + widths[column] + "s  ", row.get(column)));
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String markdown(List<List<String>> table) {
        List<String> lines = new ArrayList<>(
                table.stream().map(row -> "| " + String.join(" | ", row) + " |").toList());
        lines.add(1, "|---|---|--:|--:|--:|--:|--:|");
        return String.join("\n", lines) + "\n";
    }
}
