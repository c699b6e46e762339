package org.halfinverse.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfinverse.io.Storage;
import org.halfinverse.run.RunFile;

/** The page and the figures of one or more runs. */
public final class RunReport {
    private static final String PAGE = RunFile.REPORT.path();
    private static final int MOST_BUCKETS = 400;
    private static final int FEWEST_BUCKETS = 60;
    private static final int BUCKETS_OF_ALL_RUNS = 12_800;

    private final Storage storage;
    private final List<String> arguments;
    private final List<String> paths;
    private final List<Run> runs;
    private final List<String> faults = new ArrayList<>();

    private RunReport(Storage storage, List<String> arguments) {
        this.storage = storage;
        this.arguments = List.copyOf(arguments);
        paths = RunSearch.find(storage, arguments);
        List<String> labels =
                RunSearch.labels(paths.stream().map(storage::qualify).toList());
        runs = IntStream.range(0, paths.size())
                .parallel()
                .mapToObj(i -> new Run(storage, paths.get(i), labels.get(i), resolution(paths.size())))
                .toList();
    }

    /** Buckets a series is divided into: fewer where there are many runs, so that the page stays small. */
    private static int resolution(int runs) {
        return Math.max(FEWEST_BUCKETS, Math.min(MOST_BUCKETS, BUCKETS_OF_ALL_RUNS / runs)) / 2 * 2;
    }

    /**
     * {@return a report of runs as they are now} What is missing or broken in them is told by {@link #complaints}.
     *
     * @param storage on which they lie
     * @param runs run directories, or directories with runs in them
     * @throws org.halfinverse.io.DataException if one is no directory
     * @throws org.halfinverse.config.ConfigurationException if there is no run in them
     */
    public static RunReport of(Storage storage, List<String> runs) {
        return new RunReport(storage, runs);
    }

    /**
     * Reads runs, and writes {@code report.html} and {@code figures/}.
     *
     * @param storage on which they lie
     * @param runs run directories, or directories with runs in them
     * @param outputDirectory any Hadoop path; created if it does not exist
     * @return what was written
     * @throws org.halfinverse.io.DataException if a run is no directory, or the output cannot be written
     * @throws org.halfinverse.config.ConfigurationException if there is no run
     */
    public static RunReport write(Storage storage, List<String> runs, String outputDirectory) {
        RunReport report = of(storage, runs);
        report.writeTo(outputDirectory + "/" + PAGE);
        return report;
    }

    /**
     * Writes the page, and {@code figures/} beside it. On a machine without fonts there is the page alone, and
     * {@link #complaints} says so.
     *
     * @param page path of the page, any Hadoop path
     * @throws org.halfinverse.io.DataException if something cannot be written
     */
    public void writeTo(String page) {
        storage.writeText(page, page(false, 0, 0));
        try {
            new Figures(runs).write(storage, Storage.sibling(page, RunFile.FIGURES.path()));
        } catch (LinkageError | InternalError e) { // so Java fails where there is no font at all
            faults.add("figures cannot be drawn without fonts, install fontconfig and a font: " + e);
        }
    }

    /** {@return how many runs there are, at least 1} */
    public int size() {
        return runs.size();
    }

    /** {@return what of the runs is missing or cannot be read, and what could not be written: a sentence each} */
    public List<String> complaints() {
        return Stream.concat(
                        runs.stream()
                                .flatMap(run ->
                                        run.complaints().stream().map(complaint -> run.path() + ": " + complaint)),
                        faults.stream())
                .toList();
    }

    /** The runs, in the order of the arguments. */
    List<Run> runs() {
        return runs;
    }

    /** The same runs and those that have come since, read anew. */
    RunReport again() {
        return new RunReport(storage, arguments);
    }

    /** Whether there are other runs now than when this was made. */
    boolean isOutdated() {
        return !RunSearch.find(storage, arguments).equals(paths);
    }

    /** The page as HTML. */
    String page(boolean served, long generation, long version) {
        return Page.html(title(), data(run -> true, generation, version), served);
    }

    /** What the page shows as JSON, or a part of it. */
    String data(IntPredicate told, long generation, long version) {
        return PageData.json(runs, told, generation, version);
    }

    private String title() {
        if (runs.size() > 1) {
            return runs.size() + " runs";
        }
        Run run = runs.get(0);
        return run.config().getOrDefault("name", run.label());
    }
}
