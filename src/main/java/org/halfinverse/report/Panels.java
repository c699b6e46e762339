package org.halfinverse.report;

import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;

/** What figures of several small charts have in common. */
final class Panels {
    /** Charts side by side on a page. */
    static final int A_ROW = 3;

    /** More would be too small to tell apart. */
    static final int MOST = 12;

    /** Of a small chart. */
    static final double HEIGHT = 120;

    private Panels() {}

    /** The labels of runs, as the descriptions of figures list them. */
    static String names(List<Run> runs) {
        return String.join(", ", runs.stream().map(Run::label).toList());
    }

    /** An axis without a gap before its first value. */
    static NumberAxis fromTheStart(NumberAxis axis) {
        axis.setLowerMargin(0);
        axis.setUpperMargin(0.02);
        return axis;
    }

    /** A chart with nothing in it, which keeps a place. */
    static JFreeChart empty() {
        JFreeChart nothing = Look.chart("", new CategoryPlot());
        nothing.getPlot().setNoDataMessage(null);
        return nothing;
    }
}
