package org.halfinverse.report;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.halfinverse.io.Storage;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;

/** The figures of some runs for a paper. */
final class Figures {
    private static final double HEIGHT = 170;
    private static final double SMALL_HEIGHT = 120;
    private static final int PANELS_A_ROW = 3;
    private static final int MOST_PANELS = 12;
    private static final Color DROPPED = new Color(0x99, 0x99, 0x99);

    private final List<Run> runs;
    private final Plane plane;

    /**
     * The figures of some runs.
     *
     * @param runs in the order of their colours
     */
    Figures(List<Run> runs) {
        this.runs = runs;
        this.plane = Plane.of(runs);
    }

    /**
     * Draws them all.
     *
     * @param storage on which to write
     * @param directory any Hadoop path; made if need be
     */
    void write(Storage storage, String directory) {
        System.setProperty("java.awt.headless", "true");
        storage.createDirectory(directory);
        for (Figure figure : all()) {
            storage.write(directory + "/" + figure.name() + ".svg", figure::writeSvg);
            storage.write(directory + "/" + figure.name() + ".png", figure::writePng);
        }
    }

    /** All figures for which there is something to show. */
    List<Figure> all() {
        List<Figure> figures = new ArrayList<>();
        for (Axis axis : Axis.values()) {
            String name = "loss-" + axis.name().toLowerCase(Locale.ROOT);
            figures.add(single(name, "Loss over " + axis.title(), lossChart("", axis), lossLegend()));
        }
        List<JFreeChart> comparison = new ArrayList<>(List.of(lossChart("Loss", Axis.TIME)));
        if (saturating().findAny().isPresent()) {
            figures.add(saturation());
            comparison.add(saturationOfAllLayers());
        }
        if (!plane.isEmpty()) {
            List<LegendItem> legend = new ArrayList<>(runLegend());
            legend.addAll(pathLegend());
            figures.add(single("trajectory", "Path of the watched sample's output", trajectoryChart(""), legend));
            comparison.add(trajectoryChart("Path of one sample"));
        }
        figures.add(comparison(comparison));
        if (runs.stream().anyMatch(run -> run.metrics().spectra().total() > 0)) {
            figures.add(spectrum());
        }
        figures.add(single(
                "phases", "Training time by phase", PhaseBars.chart(runs), PhaseBars.legend(), PhaseBars.height(runs)));
        figures.add(single("rate", "Steps a second", rateChart(), runLegend()));
        return figures;
    }

    private Figure comparison(List<JFreeChart> charts) {
        List<LegendItem> legend = new ArrayList<>(lossLegend());
        if (!plane.isEmpty()) {
            legend.addAll(pathLegend());
        }
        return new Figure(
                "comparison",
                "Loss, activations and path of one sample's output of " + names(),
                charts.size(),
                Figure.PAGE / PANELS_A_ROW,
                HEIGHT,
                charts,
                legend);
    }

    private Figure single(String name, String what, JFreeChart chart, List<LegendItem> legend) {
        return single(name, what, chart, legend, HEIGHT);
    }

    private Figure single(String name, String what, JFreeChart chart, List<LegendItem> legend, double height) {
        return new Figure(name, what + " of " + names(), 1, Figure.COLUMN, height, List.of(chart), legend);
    }

    private String names() {
        return String.join(", ", runs.stream().map(Run::label).toList());
    }

    private List<LegendItem> runLegend() {
        return IntStream.range(0, runs.size())
                .mapToObj(i -> Look.line(runs.get(i).label(), Look.colour(i), Look.SOLID))
                .toList();
    }

    private List<LegendItem> lossLegend() {
        List<LegendItem> legend = new ArrayList<>(runLegend());
        if (runs.stream().anyMatch(Figures::hasTestLoss)) {
            legend.add(Look.line("test loss", Look.NEUTRAL, Look.DASHED));
        }
        if (lossRange().clips()) {
            legend.add(Look.mark("first at 0 or less, drawn at the lower end", Look.NEUTRAL, downward()));
        }
        return legend;
    }

    private List<LegendItem> pathLegend() {
        List<LegendItem> legend = new ArrayList<>();
        legend.add(Look.mark("start", Look.NEUTRAL, Look.disc(2.5)));
        if (runs.stream().anyMatch(run -> run.metrics().target().isPresent())) {
            legend.add(Look.mark("target", Look.TARGET, cross()));
        }
        return legend;
    }

    private static boolean hasTestLoss(Run run) {
        return Arrays.stream(run.metrics().evaluations().column(Metrics.TEST)).anyMatch(Double::isFinite);
    }

    private JFreeChart lossChart(String title, Axis axis) {
        LogRange range = lossRange();
        boolean evaluated = false;
        Curves curves = new Curves();
        for (int i = 0; i < runs.size(); i++) {
            Thinned losses = losses(runs.get(i));
            double[] x = losses.column(axis.column());
            double[] y = losses.column(Axis.COUNT);
            curves.line(x, range.drawn(y), Look.colour(i), Look.SOLID);
            for (int k = 0; k < y.length; k++) {
                if (y[k] <= 0) {
                    curves.mark(x[k], range.from(), Look.colour(i), downward());
                    break;
                }
            }
            if (hasTestLoss(runs.get(i))) {
                curves.line(x, range.drawn(testLosses(runs.get(i))), Look.colour(i), Look.DASHED);
            }
            evaluated |= runs.get(i).metrics().evaluations().total() > 0;
        }
        NumberAxis vertical = Look.logarithmic((evaluated ? "mean loss" : "mini-batch loss"), range);
        return Look.chart(title, curves.plot(from(Look.linear(axis.title())), vertical));
    }

    private LogRange lossRange() {
        LogRange range = new LogRange();
        for (Run run : runs) {
            range.include(losses(run).column(Axis.COUNT));
            range.include(testLosses(run));
        }
        return range;
    }

    /** Losses of evaluations or, where there are none, of mini-batches. */
    private static Thinned losses(Run run) {
        Thinned evaluations = run.metrics().evaluations();
        return evaluations.total() > 0 ? evaluations : run.metrics().steps();
    }

    private static double[] testLosses(Run run) {
        return run.metrics().evaluations().column(Metrics.TEST);
    }

    private static NumberAxis from(NumberAxis axis) {
        axis.setLowerMargin(0);
        axis.setUpperMargin(0.02);
        return axis;
    }

    private IntStream saturating() {
        return IntStream.range(0, runs.size())
                .filter(i -> runs.get(i).metrics().saturation().layers() > 0);
    }

    private Figure saturation() {
        int columns = saturating()
                .map(i -> runs.get(i).metrics().saturation().layers())
                .max()
                .orElseThrow();
        boolean byLayer = columns <= PANELS_A_ROW + 1;
        List<JFreeChart> charts = new ArrayList<>();
        saturating().limit(MOST_PANELS).forEach(i -> {
            int layers = runs.get(i).metrics().saturation().layers();
            for (int layer = 0; layer < layers; layer++) {
                charts.add(layerChart(runs.get(i), i, layer));
            }
            for (int gap = layers; byLayer && gap < columns; gap++) {
                charts.add(empty());
            }
        });
        int across = byLayer ? Math.max(columns, 2) : PANELS_A_ROW;
        boolean stacked = columns == 1;
        return new Figure(
                "saturation",
                "Hidden activations, mean and standard deviation over the samples, of " + names(),
                stacked ? Math.min(charts.size(), PANELS_A_ROW) : across,
                Figure.PAGE / Math.max(across, stacked ? PANELS_A_ROW : 1),
                SMALL_HEIGHT,
                charts,
                List.of());
    }

    private static JFreeChart empty() {
        JFreeChart nothing = Look.chart("", new CategoryPlot());
        nothing.getPlot().setNoDataMessage(null);
        return nothing;
    }

    private static JFreeChart layerChart(Run run, int index, int layer) {
        Saturation saturation = run.metrics().saturation();
        Curves curves = new Curves();
        double[] time = saturation.rows().column(Axis.TIME.column());
        if (saturation.showsUnits(layer)) {
            for (int unit = 0; unit < saturation.units(layer); unit++) {
                band(curves, time, saturation.rows(), saturation.unitColumn(layer, unit), Look.colour(unit));
            }
        } else {
            band(curves, time, saturation.rows(), saturation.layerColumn(layer), Look.colour(index));
        }
        String title = run.label() + ", layer " + (layer + 1);
        return Look.chart(title, curves.plot(from(Look.linear(Axis.TIME.title())), Look.linear("mean ± std")));
    }

    private JFreeChart saturationOfAllLayers() {
        Curves curves = new Curves();
        saturating().forEach(i -> {
            Saturation saturation = runs.get(i).metrics().saturation();
            List<double[]> rows = saturation.rows().rows();
            double[] time = saturation.rows().column(Axis.TIME.column());
            double[] mean =
                    rows.stream().mapToDouble(row -> pooled(saturation, row)[0]).toArray();
            double[] deviation =
                    rows.stream().mapToDouble(row -> pooled(saturation, row)[1]).toArray();
            band(curves, time, mean, deviation, Look.colour(i));
            for (int layer = 0; layer < saturation.layers(); layer++) {
                for (int unit = 0; saturation.showsUnits(layer) && unit < saturation.units(layer); unit++) {
                    double[] single = saturation.rows().column(saturation.unitColumn(layer, unit));
                    curves.line(time, single, Look.colour(i), Look.THIN);
                }
            }
        });
        return Look.chart("Hidden units", curves.plot(from(Look.linear(Axis.TIME.title())), Look.linear("mean ± std")));
    }

    private static double[] pooled(Saturation saturation, double[] row) {
        double units = 0;
        double sum = 0;
        double squares = 0;
        for (int l = 0; l < saturation.layers(); l++) {
            double mean = row[saturation.layerColumn(l)];
            double deviation = row[saturation.layerColumn(l) + 1];
            units += saturation.units(l);
            sum += saturation.units(l) * mean;
            squares += saturation.units(l) * (mean * mean + deviation * deviation);
        }
        double mean = sum / units;
        return new double[] {mean, Math.sqrt(Math.max(0, squares / units - mean * mean))};
    }

    private static void band(Curves curves, double[] x, Thinned rows, int column, Color colour) {
        band(curves, x, rows.column(column), rows.column(column + 1), colour);
    }

    private static void band(Curves curves, double[] x, double[] mean, double[] deviation, Color colour) {
        double[] low = mean.clone();
        double[] high = mean.clone();
        for (int i = 0; i < mean.length; i++) {
            low[i] -= deviation[i];
            high[i] += deviation[i];
        }
        curves.band(x, mean, low, high, colour, Look.SOLID);
    }

    private JFreeChart trajectoryChart(String title) {
        Curves curves = new Curves();
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            if (plane.shows(run)) {
                double[][] path = plane.path(run);
                double[] x = Arrays.stream(path).mapToDouble(point -> point[0]).toArray();
                double[] y = Arrays.stream(path).mapToDouble(point -> point[1]).toArray();
                curves.line(x, y, Look.colour(i), Look.SOLID);
                curves.mark(x[0], y[0], Look.NEUTRAL, Look.disc(2.5));
                curves.mark(x[x.length - 1], y[y.length - 1], Look.colour(i), Look.disc(2));
            }
        }
        runs.stream()
                .filter(run -> plane.shows(run) && run.metrics().target().isPresent())
                .map(plane::target)
                .forEach(target -> curves.mark(target[0], target[1], Look.TARGET, cross()));
        return Look.chart(title, curves.plot(Look.linear(plane.horizontal()), Look.linear(plane.vertical())));
    }

    private static Path2D downward() {
        Path2D triangle = new Path2D.Double();
        triangle.moveTo(-2.5, -2);
        triangle.lineTo(2.5, -2);
        triangle.lineTo(0, 2.5);
        triangle.closePath();
        return triangle;
    }

    private static Path2D cross() {
        double inner = 0.6;
        double outer = 3.2;
        Path2D cross = new Path2D.Double();
        cross.append(new Rectangle2D.Double(-outer, -inner, 2 * outer, 2 * inner), false);
        cross.append(new Rectangle2D.Double(-inner, -outer, 2 * inner, 2 * outer), false);
        cross.transform(AffineTransform.getRotateInstance(Math.PI / 4));
        return cross;
    }

    private Figure spectrum() {
        int[] shown = IntStream.range(0, runs.size())
                .filter(i -> runs.get(i).metrics().spectra().total() > 0)
                .limit(MOST_PANELS)
                .toArray();
        int columns = Math.min(shown.length, PANELS_A_ROW);
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
                "Singular values of the Jacobian and how many were kept, of " + names(),
                columns,
                columns == 1 ? Figure.COLUMN : Figure.PAGE / columns,
                SMALL_HEIGHT,
                charts,
                List.of(
                        Look.patch("kept", Look.faint(Look.colour(0))),
                        Look.patch("dropped", Look.faint(DROPPED)),
                        Look.line("cut-off τ", Look.TARGET, Look.DASHED)));
    }

    private static void fill(List<JFreeChart> charts, int columns) {
        while (charts.size() % columns != 0) {
            charts.add(empty());
        }
    }

    private static JFreeChart singularValues(Run run, Color colour) {
        Thinned spectra = run.metrics().spectra();
        LogRange range = new LogRange();
        range.include(spectra.column(Metrics.SIGMA_MAX));
        range.include(spectra.column(Metrics.SIGMA_MIN_KEPT));
        double[] cutoff = cutoff(run);
        range.include(cutoff);
        double[] x = spectra.column(Axis.STEPS.column());
        double[] largest = range.drawn(spectra.column(Metrics.SIGMA_MAX));
        double[] smallest = range.drawn(spectra.column(Metrics.SIGMA_MIN_KEPT));
        Curves curves = new Curves();
        curves.band(x, largest, smallest, largest, colour, Look.SOLID);
        curves.line(x, smallest, colour, Look.SOLID);
        curves.line(x, range.drawn(cutoff), Look.TARGET, Look.DASHED);
        return Look.chart(
                run.label(),
                curves.plot(from(Look.linear(Axis.STEPS.title())), Look.logarithmic("σ max, min kept", range)));
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
        NumberAxis vertical = Look.linear("singular values");
        vertical.setAutoRangeIncludesZero(true);
        return Look.chart("", curves.plot(from(Look.linear(Axis.STEPS.title())), vertical));
    }

    private JFreeChart rateChart() {
        Curves curves = new Curves();
        for (int i = 0; i < runs.size(); i++) {
            double[][] rate = StepRate.of(runs.get(i).metrics().times());
            curves.line(rate[0], rate[1], Look.colour(i), Look.SOLID);
        }
        NumberAxis vertical = Look.linear("steps/s");
        vertical.setAutoRangeIncludesZero(true);
        return Look.chart("", curves.plot(from(Look.linear(Axis.STEPS.title())), vertical));
    }
}
