package org.halfinverse.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.halfinverse.spectral.Phase;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/** Where the training time went: a bar for each run, the phases of its steps one after the other. */
final class PhaseBars {
    /** The phases of a step, in the order of {@link Metrics#phaseSeconds}. */
    static final List<String> NAMES =
            Arrays.stream(Phase.values()).map(Phase::label).toList();

    private static final double FRAME_HEIGHT = 60;
    private static final double BAR_HEIGHT = 16;

    private PhaseBars() {}

    /** The bars. */
    static JFreeChart chart(List<Run> runs) {
        DefaultCategoryDataset seconds = new DefaultCategoryDataset();
        for (Run run : runs) {
            for (int phase = 0; phase < NAMES.size(); phase++) {
                seconds.addValue(run.metrics().phaseSeconds()[phase], NAMES.get(phase), run.label());
            }
        }
        StackedBarRenderer renderer = new StackedBarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setMaximumBarWidth(BAR_HEIGHT / FRAME_HEIGHT);
        IntStream.range(0, NAMES.size()).forEach(phase -> renderer.setSeriesPaint(phase, Look.colour(phase)));
        CategoryAxis names = new CategoryAxis();
        names.setTickLabelFont(Look.text());
        names.setAxisLineVisible(false);
        names.setTickMarksVisible(false);
        names.setMaximumCategoryLabelWidthRatio(0.4f);
        NumberAxis axis = Axis.TIME.drawn();
        axis.setUpperMargin(0.02);
        CategoryPlot plot = new CategoryPlot(seconds, names, axis, renderer);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        return Look.chart("", plot);
    }

    /** The colours of the phases. */
    static List<LegendItem> legend() {
        return IntStream.range(0, NAMES.size())
                .mapToObj(phase -> Look.patch(NAMES.get(phase), Look.colour(phase)))
                .toList();
    }

    /** Height of the chart in points. */
    static double height(List<Run> runs) {
        return FRAME_HEIGHT + BAR_HEIGHT * runs.size();
    }
}
