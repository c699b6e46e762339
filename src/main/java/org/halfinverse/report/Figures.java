package org.halfinverse.report;

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

/** The figures of some runs for a paper. */
final class Figures {
    private static final double HEIGHT = 170;

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
     * Draws all figures.
     *
     * @param storage on which to write
     * @param directory any Hadoop path; created if it does not exist
     */
    void write(Storage storage, String directory) {
        System.setProperty("java.awt.headless", "true");
        storage.createDirectory(directory);
        for (Figure figure : all()) {
            figure.write(storage, directory);
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
        SaturationFigure saturation = new SaturationFigure(runs);
        if (!saturation.isEmpty()) {
            figures.add(saturation.byLayer());
            comparison.add(saturation.ofAllLayers());
        }
        if (!plane.isEmpty()) {
            List<LegendItem> legend = new ArrayList<>(runLegend());
            legend.addAll(pathLegend());
            figures.add(single("trajectory", "Path of the watched sample's output", trajectoryChart(""), legend));
            comparison.add(trajectoryChart("Path of one sample"));
        }
        figures.add(comparison(comparison));
        SpectrumFigure spectrum = new SpectrumFigure(runs);
        if (!spectrum.isEmpty()) {
            figures.add(spectrum.figure());
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
                "Loss, activations and path of one sample's output of " + Panels.names(runs),
                charts.size(),
                Figure.PAGE / Panels.A_ROW,
                HEIGHT,
                charts,
                legend);
    }

    private Figure single(String name, String what, JFreeChart chart, List<LegendItem> legend) {
        return single(name, what, chart, legend, HEIGHT);
    }

    private Figure single(String name, String what, JFreeChart chart, List<LegendItem> legend, double height) {
        return new Figure(name, what + " of " + Panels.names(runs), 1, Figure.COLUMN, height, List.of(chart), legend);
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
            curves.name(runs.get(i).label(), Look.colour(i));
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
        return Look.chart(title, curves.plot(Panels.fromTheStart(axis.drawn()), vertical));
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

    private JFreeChart rateChart() {
        Curves curves = new Curves();
        for (int i = 0; i < runs.size(); i++) {
            double[][] rate = StepRate.of(runs.get(i).metrics().times());
            curves.line(rate[0], rate[1], Look.colour(i), Look.SOLID);
            curves.name(runs.get(i).label(), Look.colour(i));
        }
        NumberAxis vertical = Look.linear("steps/s");
        vertical.setAutoRangeIncludesZero(true);
        return Look.chart("", curves.plot(Panels.fromTheStart(Axis.STEPS.drawn()), vertical));
    }
}
