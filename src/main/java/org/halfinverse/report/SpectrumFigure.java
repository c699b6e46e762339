package org.halfinverse.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.axis.NumberAxis;

/**
 * The range of the singular values that were kept, with the cut-off, and how many were kept and dropped, over the steps.
 *
 * @param runs in the order of their colours
 */
record SpectrumFigure(List<Run> runs) {
    /** How far below the cut-off the axis may go. */
    private static final double BELOW_CUTOFF = 1e-4;

    private static final Color DROPPED = new Color(0x99, 0x99, 0x99);

    /** Whether no run looked at singular values. */
    boolean isEmpty() {
        return runs.stream().allMatch(run -> run.metrics().spectra().total() == 0);
    }

    /** Two charts for each run, one above the other. */
    Figure figure() {
        int[] shown = IntStream.range(0, runs.size())
                .filter(i -> runs.get(i).metrics().spectra().total() > 0)
                .limit(Panels.MOST)
                .toArray();
        int columns = Math.min(shown.length, Panels.A_ROW);
        List<JFreeChart> charts = new ArrayList<>();
        for (int start = 0; start < shown.length; start += columns) {
            int[] row = Arrays.copyOfRange(shown, start, Math.min(start + columns, shown.length));
            Arrays.stream(row).forEach(i -> charts.add(singularValues(runs.get(i), Look.colour(i))));
            fill(charts, columns);
            Arrays.stream(row).forEach(i -> charts.add(ranks(runs.get(i), Look.colour(i))));
            fill(charts, columns);
        }
        return new Figure(
                "spectrum",
                "Singular values of the Jacobian and how many were kept, of " + Panels.names(runs),
                columns,
                columns == 1 ? Figure.COLUMN : Figure.PAGE / columns,
                Panels.HEIGHT,
                charts,
                legend());
    }

    private List<LegendItem> legend() {
        List<LegendItem> legend = new ArrayList<>(List.of(
                Look.patch("kept", Look.faint(Look.colour(0))),
                Look.patch("dropped", Look.faint(DROPPED)),
                Look.line("cut-off τ", Look.TARGET, Look.DASHED)));
        if (runs.stream().anyMatch(run -> run.metrics().sigmaCount() > 0)) {
            legend.add(Look.line("singular values", Look.NEUTRAL, Look.THIN));
        }
        return legend;
    }

    private static void fill(List<JFreeChart> charts, int columns) {
        while (charts.size() % columns != 0) {
            charts.add(Panels.empty());
        }
    }

    private static JFreeChart singularValues(Run run, Color colour) {
        Thinned spectra = run.metrics().spectra();
        LogRange range = new LogRange();
        range.include(spectra.column(Metrics.SIGMA_MAX));
        range.include(spectra.column(Metrics.SIGMA_MIN_KEPT));
        double[] cutoff = cutoff(run);
        range.include(cutoff);
        List<double[]> some = sampled(run);
        some.forEach(sigmas -> range.include(visible(sigmas, run)));
        double[] x = spectra.column(Axis.STEPS.column());
        double[] largest = range.drawn(spectra.column(Metrics.SIGMA_MAX));
        double[] smallest = range.drawn(spectra.column(Metrics.SIGMA_MIN_KEPT));
        Curves curves = new Curves();
        curves.band(x, largest, smallest, largest, colour, Look.SOLID);
        curves.line(x, smallest, colour, Look.SOLID);
        double[] end = new double[x.length];
        Arrays.fill(end, range.from());
        double[] threshold = range.drawn(cutoff);
        curves.band(x, threshold, end, threshold, DROPPED, Look.SOLID);
        double[] steps = run.metrics().sigmas().column(Axis.STEPS.column());
        for (double[] sigmas : some) {
            curves.line(steps, range.drawn(sigmas), Look.NEUTRAL, Look.THIN);
        }
        curves.line(x, range.drawn(cutoff), Look.TARGET, Look.DASHED);
        return Look.chart(
                run.label(),
                curves.plot(
                        Panels.fromTheStart(Axis.STEPS.drawn()),
                        Look.logarithmic(some.isEmpty() ? "σ max, min kept" : "singular values", range)));
    }

    /** Some singular values over the steps, the largest first; what is 0 or below cannot be drawn on a logarithmic axis. */
    private static List<double[]> sampled(Run run) {
        Thinned sigmas = run.metrics().sigmas();
        return IntStream.range(0, run.metrics().sigmaCount())
                .mapToObj(i -> sigmas.column(Axis.COUNT + i))
                .toList();
    }

    /** Without those that are rounding alone, far below the cut-off, for which no axis needs to be long. */
    private static double[] visible(double[] sigmas, Run run) {
        double least = Arrays.stream(cutoff(run)).filter(Double::isFinite).min().orElse(0) * BELOW_CUTOFF;
        return Arrays.stream(sigmas).filter(sigma -> sigma > least).toArray();
    }

    /** The size below which singular values are dropped, at each step; not a number where the settings do not tell. */
    private static double[] cutoff(Run run) {
        double[] largest = run.metrics().spectra().column(Metrics.SIGMA_MAX);
        boolean relative = !run.config()
                .getOrDefault("optimizer.truncation.relative", "true")
                .equals("false");
        double tau;
        try {
            tau = Double.parseDouble(run.config().getOrDefault("optimizer.truncation.tau", "NaN"));
        } catch (NumberFormatException e) {
            tau = Double.NaN; // a file that somebody has edited
        }
        double threshold = tau > 0 ? tau : Double.NaN;
        return Arrays.stream(largest)
                .map(sigma -> relative ? threshold * sigma : threshold)
                .toArray();
    }

    private static JFreeChart ranks(Run run, Color colour) {
        Thinned spectra = run.metrics().spectra();
        double[] x = spectra.column(Axis.STEPS.column());
        double[] rank = spectra.column(Metrics.RANK);
        double[] full = spectra.column(Metrics.RANK_FULL);
        Curves curves = new Curves();
        curves.band(x, full, rank, full, DROPPED, Look.SOLID);
        curves.band(x, rank, new double[rank.length], rank, colour, Look.SOLID);
        NumberAxis vertical = Look.counting("singular values");
        vertical.setAutoRangeIncludesZero(true);
        return Look.chart("", curves.plot(Panels.fromTheStart(Axis.STEPS.drawn()), vertical));
    }
}
