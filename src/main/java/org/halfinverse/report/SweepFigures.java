package org.halfinverse.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.series.VariantResult;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.data.xy.DefaultXYZDataset;

/**
 * What a sweep shows: the final training loss against a swept key, {@code final-loss}, the median over the seeds in a band
 * from the least to the largest; and, where two keys were swept, their plane, {@code heat-map}. Runs that did not finish
 * have no final loss.
 */
public final class SweepFigures {
    private static final String SEED = "seed";
    private static final double HEIGHT = 190;
    private static final double WIDE_RANGE = 20;

    private final List<VariantResult> outcomes;
    private final List<String> keys;

    /** The figures of some outcomes. */
    SweepFigures(List<VariantResult> outcomes) {
        this.outcomes = outcomes;
        Set<String> all = outcomes.stream()
                .flatMap(outcome -> outcome.variant().settings().keySet().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        all.remove(SEED);
        keys = List.copyOf(all);
    }

    /**
     * Draws them.
     *
     * @param storage on which to write
     * @param directory of the sweep, which gets {@code figures/}
     * @param outcomes of its runs; nothing is drawn unless some finished
     * @throws org.halfinverse.io.DataException if they cannot be written
     */
    public static void write(Storage storage, String directory, List<VariantResult> outcomes) {
        SweepFigures sweep = new SweepFigures(outcomes);
        if (sweep.keys.isEmpty() || sweep.losses(Map.of()).length == 0) {
            return;
        }
        List<Figure> figures = new ArrayList<>(List.of(sweep.finalLoss()));
        if (sweep.keys.size() == 2) {
            figures.add(sweep.heatMap());
        }
        for (Figure figure : figures) {
            figure.write(storage, directory + "/figures");
        }
    }

    private Figure finalLoss() {
        Scale horizontal = new Scale(key());
        LogRange range = lossRange();
        Curves curves = new Curves();
        List<Map<String, String>> groups = groups();
        for (int group = 0; group < groups.size(); group++) {
            List<double[]> points = points(groups.get(group));
            Color colour = Look.colour(group);
            curves.band(column(points, 0), column(points, 1), column(points, 2), column(points, 3), colour, Look.SOLID);
            points.forEach(point -> curves.mark(point[0], point[1], colour, Look.disc(1.8)));
        }
        return new Figure(
                "final-loss",
                "Final training loss against " + key() + ", the median over the seeds and the range",
                1,
                Figure.COLUMN,
                HEIGHT,
                List.of(Look.chart("", curves.plot(horizontal.axis(), Look.logarithmic("final mean loss", range)))),
                keys.size() < 2
                        ? List.of()
                        : IntStream.range(0, groups.size())
                                .mapToObj(group -> Look.line(
                                        groups.get(group).entrySet().stream()
                                                .map(setting -> setting.getKey() + " = " + setting.getValue())
                                                .collect(Collectors.joining(", ")),
                                        Look.colour(group),
                                        Look.SOLID))
                                .toList());
    }

    private LogRange lossRange() {
        LogRange range = new LogRange();
        range.include(losses(Map.of()));
        return range;
    }

    /** Place, median, least and largest loss of every value of the key, as they are drawn. */
    List<double[]> points(Map<String, String> group) {
        Scale horizontal = new Scale(key());
        LogRange range = lossRange();
        List<double[]> points = new ArrayList<>();
        for (String value : horizontal.values) {
            Map<String, String> settings = new LinkedHashMap<>(group);
            settings.put(horizontal.key, value);
            double[] losses = losses(settings);
            if (losses.length > 0) {
                double[] drawn =
                        range.drawn(new double[] {Vectors.median(losses), losses[0], losses[losses.length - 1]});
                points.add(new double[] {horizontal.place(value), drawn[0], drawn[1], drawn[2]});
            }
        }
        return points;
    }

    private Figure heatMap() {
        Symbols horizontal = new Symbols(keys.get(0));
        Symbols vertical = new Symbols(keys.get(1));
        DefaultXYZDataset cells = new DefaultXYZDataset();
        List<double[]> points = new ArrayList<>();
        XYPlot plot = new XYPlot(cells, horizontal.axis(), vertical.axis(), null);
        for (int x = 0; x < horizontal.values.size(); x++) {
            for (int y = 0; y < vertical.values.size(); y++) {
                double[] losses =
                        losses(Map.of(keys.get(0), horizontal.values.get(x), keys.get(1), vertical.values.get(y)));
                String text = losses.length == 0 ? "–" : String.format(Locale.ROOT, "%.1e", Vectors.median(losses));
                double loss = losses.length == 0
                        ? Double.NaN
                        : Math.log10(Math.max(Vectors.median(losses), Double.MIN_NORMAL));
                if (!Double.isNaN(loss)) {
                    points.add(new double[] {x, y, loss});
                }
                XYTextAnnotation label = new XYTextAnnotation(text, x, y);
                label.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 7));
                plot.addAnnotation(label);
            }
        }
        cells.addSeries("loss", new double[][] {column(points, 0), column(points, 1), column(points, 2)});
        XYBlockRenderer renderer = new XYBlockRenderer();
        renderer.setPaintScale(new Shades(
                Arrays.stream(column(points, 2)).min().orElse(0),
                Arrays.stream(column(points, 2)).max().orElse(1)));
        plot.setRenderer(renderer);
        return new Figure(
                "heat-map",
                "Median final training loss over " + keys.get(0) + " and " + keys.get(1),
                1,
                Figure.COLUMN,
                HEIGHT,
                List.of(Look.chart("Final mean loss, median", plot)),
                List.of());
    }

    /** The key along the axis: the first whose values are numbers, else the first. */
    private String key() {
        return keys.stream()
                .filter(key ->
                        values(key).stream().allMatch(value -> number(value).isPresent()))
                .findFirst()
                .orElse(keys.get(0));
    }

    /** The combinations of the other keys. */
    private List<Map<String, String>> groups() {
        return outcomes.stream()
                .map(outcome -> {
                    Map<String, String> others =
                            new LinkedHashMap<>(outcome.variant().settings());
                    others.remove(SEED);
                    others.remove(key());
                    return others;
                })
                .distinct()
                .toList();
    }

    private List<String> values(String key) {
        Set<String> values = outcomes.stream()
                .map(outcome -> outcome.variant().settings().getOrDefault(key, ""))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (values.stream().allMatch(value -> number(value).isPresent())) {
            return values.stream()
                    .sorted(Comparator.comparingDouble(value -> number(value).orElseThrow()))
                    .toList();
        }
        return List.copyOf(values);
    }

    /** The final training losses of the finished runs with some settings, ascending. */
    private double[] losses(Map<String, String> settings) {
        return outcomes.stream()
                .filter(outcome -> outcome.end().equals("finished")
                        && outcome.variant().settings().entrySet().containsAll(settings.entrySet()))
                .flatMapToDouble(outcome -> outcome.trainLoss().stream())
                .sorted()
                .toArray();
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The values of a key along an axis: numbers by their size, or its logarithm over a wide range, else in a row. */
    private final class Scale {
        private static final double MARGIN = 0.1;

        private final String key;
        private final List<String> values;
        private final boolean numbers;
        private final boolean logarithmic;

        Scale(String key) {
            this.key = key;
            values = values(key);
            numbers = values.stream().allMatch(value -> number(value).isPresent());
            double first = numbers ? number(values.get(0)).orElseThrow() : 0;
            double last = numbers ? number(values.get(values.size() - 1)).orElseThrow() : 0;
            logarithmic = first > 0 && last >= WIDE_RANGE * first;
        }

        double place(String value) {
            double place = numbers ? number(value).orElseThrow() : values.indexOf(value);
            return logarithmic ? Math.log10(place) : place;
        }

        ValueAxis axis() {
            if (!numbers) {
                return new Symbols(key).axis();
            }
            if (!logarithmic) {
                return Look.linear(key);
            }
            LogRange range = new LogRange();
            range.include(values.stream()
                    .mapToDouble(value -> number(value).orElseThrow())
                    .toArray());
            NumberAxis axis = Look.logarithmic(key, range);
            axis.setRange(place(values.get(0)) - MARGIN, place(values.get(values.size() - 1)) + MARGIN);
            return axis;
        }
    }

    /** The values of a key one after the other, by their names. */
    private final class Symbols {
        private final String key;
        private final List<String> values;

        Symbols(String key) {
            this.key = key;
            values = values(key);
        }

        SymbolAxis axis() {
            SymbolAxis axis = new SymbolAxis(key, values.toArray(String[]::new));
            axis.setLabelFont(Look.text());
            axis.setTickLabelFont(Look.text());
            axis.setGridBandsVisible(false);
            axis.setAxisLineVisible(false);
            axis.setRange(-0.5, values.size() - 0.5);
            return axis;
        }
    }

    /**
     * From pale to strong blue, the stronger the smaller the loss.
     *
     * @param least logarithm of the smallest loss
     * @param most logarithm of the largest
     */
    private record Shades(double least, double most) implements PaintScale {
        @Override
        public double getLowerBound() {
            return least;
        }

        @Override
        public double getUpperBound() {
            return most;
        }

        @Override
        public Paint getPaint(double value) {
            double share = most > least ? (most - value) / (most - least) : 0;
            return new Color((float) (0.96 - 0.55 * share), (float) (0.97 - 0.25 * share), 1f);
        }
    }
}
