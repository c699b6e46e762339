package org.halfinverse.report;

import java.awt.Color;
import java.awt.Shape;
import java.awt.Stroke;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;
import org.jspecify.annotations.Nullable;

/** Lines, bands and marks in one pair of axes. What is not finite is left out. */
final class Curves {
    private static final float BAND_OPACITY = 0.22f;
    private static final int MOST_NAMES = 6;

    private final YIntervalSeriesCollection lines = new YIntervalSeriesCollection();
    private final DeviationRenderer lineRenderer = new DeviationRenderer(true, false);
    private final XYSeriesCollection marks = new XYSeriesCollection();
    private final XYLineAndShapeRenderer markRenderer = new XYLineAndShapeRenderer(false, true);

    private final List<LineNames.Name> names = new ArrayList<>();

    /** Nothing drawn yet. */
    Curves() {
        lineRenderer.setAlpha(BAND_OPACITY);
    }

    /** Adds a line. */
    void line(double[] x, double[] y, Color colour, Stroke stroke) {
        band(x, y, y, y, colour, stroke);
    }

    /** Adds a line in a band. */
    void band(double[] x, double[] y, double[] low, double[] high, Color colour, Stroke stroke) {
        YIntervalSeries series = new YIntervalSeries(lines.getSeriesCount(), false, true);
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(x[i] + y[i] + low[i] + high[i])) {
                series.add(x[i], y[i], low[i], high[i]);
            }
        }
        int index = lines.getSeriesCount();
        lines.addSeries(series);
        lineRenderer.setSeriesPaint(index, colour);
        lineRenderer.setSeriesFillPaint(index, colour);
        lineRenderer.setSeriesStroke(index, stroke);
    }

    /** Names the line that was added last, beside its end if there is room. */
    void name(String name, Color colour) {
        names.add(new LineNames.Name(lines.getSeriesCount() - 1, name, colour));
    }

    /** Adds a mark. */
    void mark(double x, double y, Color colour, Shape shape) {
        if (!Double.isFinite(x + y)) {
            return;
        }
        XYSeries series = new XYSeries(marks.getSeriesCount(), false, true);
        series.add(x, y);
        int index = marks.getSeriesCount();
        marks.addSeries(series);
        markRenderer.setSeriesPaint(index, colour);
        markRenderer.setSeriesShape(index, shape);
    }

    /**
     * All of it between two axes, marks over lines.
     *
     * @param horizontal axis, or null in a stack of charts, which have it in common
     * @param vertical axis
     */
    XYPlot plot(@Nullable ValueAxis horizontal, ValueAxis vertical) {
        XYPlot plot = new XYPlot(marks, horizontal, vertical, markRenderer);
        plot.setDataset(1, lines);
        plot.setRenderer(1, lineRenderer);
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        if (names.size() > 1 && names.size() <= MOST_NAMES) {
            plot.addAnnotation(new LineNames(lines, names));
        }
        return plot;
    }
}
