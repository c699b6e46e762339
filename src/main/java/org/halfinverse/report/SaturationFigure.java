package org.halfinverse.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.Range;

/**
 * Mean and spread of hidden units over training time, of runs that noted them.
 *
 * @param runs in the order of their colours
 */
record SaturationFigure(List<Run> runs) {
    /** Charts one above the other; more would be flat. */
    private static final int MOST_STACKED = 4;

    private static final double GAP = 4;

    /** What the name above its lines takes of a chart. */
    private static final double NAME = 0.36;

    /** Whether no run noted any. */
    boolean isEmpty() {
        return saturating().findAny().isEmpty();
    }

    private IntStream saturating() {
        return IntStream.range(0, runs.size())
                .filter(i -> runs.get(i).metrics().saturation().layers() > 0);
    }

    /** A chart for each layer of each run. */
    Figure byLayer() {
        int columns = saturating()
                .map(i -> runs.get(i).metrics().saturation().layers())
                .max()
                .orElseThrow();
        boolean byLayer = columns <= Panels.A_ROW + 1;
        List<JFreeChart> charts = new ArrayList<>();
        saturating().limit(Panels.MOST).forEach(i -> {
            int layers = runs.get(i).metrics().saturation().layers();
            for (int layer = 0; layer < layers; layer++) {
                charts.add(layerChart(runs.get(i), i, layer));
            }
            for (int gap = layers; byLayer && gap < columns; gap++) {
                charts.add(Panels.empty());
            }
        });
        int across = byLayer ? Math.max(columns, 2) : Panels.A_ROW;
        boolean stacked = columns == 1;
        return new Figure(
                "saturation",
                "Hidden activations, mean and standard deviation over the samples, of " + Panels.names(runs),
                stacked ? Math.min(charts.size(), Panels.A_ROW) : across,
                Figure.PAGE / Math.max(across, stacked ? Panels.A_ROW : 1),
                Panels.HEIGHT,
                charts,
                List.of());
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
        return Look.chart(title, curves.plot(Panels.fromTheStart(Axis.TIME.drawn()), Look.linear("mean ± std")));
    }

    /** Over one axis of time: a chart for each run, or one with the bands of all where they would be too many. */
    JFreeChart ofAllLayers() {
        String title = "Hidden units, mean ± std";
        NumberAxis time = Panels.fromTheStart(Axis.TIME.drawn());
        if (saturating().count() <= MOST_STACKED) {
            return Look.chart(title, stack(time));
        }
        Curves curves = new Curves();
        saturating().forEach(i -> pooledBand(curves, i));
        return Look.chart(title, curves.plot(time, Look.linear("")));
    }

    /** Small multiples: the charts lie one above the other and have the same range. */
    private CombinedDomainXYPlot stack(NumberAxis time) {
        CombinedDomainXYPlot stack = new CombinedDomainXYPlot(time);
        stack.setGap(GAP);
        saturating().forEach(i -> {
            Curves curves = new Curves();
            pooledBand(curves, i);
            unitLines(curves, i);
            XYPlot chart = Look.dressed(curves.plot(null, Look.linear("")));
            if (runs.size() > 1) {
                chart.addAnnotation(Look.inside(runs.get(i).label(), Look.colour(i)));
            }
            stack.add(chart);
        });
        List<NumberAxis> axes = stack.getSubplots().stream()
                .map(chart -> (NumberAxis) chart.getRangeAxis())
                .toList();
        Range all =
                axes.stream().map(ValueAxis::getRange).reduce(Range::combine).orElseThrow();
        NumberTickUnit unit = new NumberTickUnit(roundedDown(all.getLength() / 2));
        Range withName = runs.size() > 1 ? Range.expand(all, 0, NAME) : all;
        axes.forEach(axis -> {
            axis.setRange(withName);
            axis.setTickUnit(unit); // of itself a flat chart may show nothing but 0
        });
        return stack;
    }

    /** The next smaller of 1, 2 and 5 times a power of ten. */
    private static double roundedDown(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        return DoubleStream.of(5, 2, 1)
                .map(digit -> digit * power)
                .filter(step -> step <= value)
                .findFirst()
                .orElse(power);
    }

    private void pooledBand(Curves curves, int run) {
        Saturation saturation = runs.get(run).metrics().saturation();
        List<double[]> rows = saturation.rows().rows();
        double[] mean =
                rows.stream().mapToDouble(row -> pooled(saturation, row)[0]).toArray();
        double[] deviation =
                rows.stream().mapToDouble(row -> pooled(saturation, row)[1]).toArray();
        band(curves, saturation.rows().column(Axis.TIME.column()), mean, deviation, Look.colour(run));
    }

    private void unitLines(Curves curves, int run) {
        Saturation saturation = runs.get(run).metrics().saturation();
        double[] time = saturation.rows().column(Axis.TIME.column());
        for (int layer = 0; layer < saturation.layers(); layer++) {
            for (int unit = 0; saturation.showsUnits(layer) && unit < saturation.units(layer); unit++) {
                double[] single = saturation.rows().column(saturation.unitColumn(layer, unit));
                curves.line(time, single, Look.colour(run), Look.THIN);
            }
        }
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
}
