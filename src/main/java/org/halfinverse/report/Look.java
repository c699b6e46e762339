package org.halfinverse.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.annotations.XYTitleAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.TickUnit;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;

/** How figures look: colours that the colour-blind tell apart (Okabe and Ito 2008), type of a paper's caption. */
final class Look {
    static final float LINE = 1.1f;
    static final Stroke SOLID = new BasicStroke(LINE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final Stroke THIN = new BasicStroke(LINE / 2);
    static final Stroke DASHED =
            new BasicStroke(LINE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {3, 2}, 0);
    static final Color TARGET = Color.BLACK;
    static final Color NEUTRAL = new Color(0x55, 0x55, 0x55);

    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 8);
    private static final Font TICKS = new Font(Font.SANS_SERIF, Font.PLAIN, 7);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 8);
    private static final Color GRID = new Color(0xe4, 0xe4, 0xe4);
    private static final Color AXIS = new Color(0x80, 0x80, 0x80);
    private static final List<Color> COLOURS = List.of(
            new Color(0x00, 0x72, 0xb2),
            new Color(0xd5, 0x5e, 0x00),
            new Color(0x00, 0x9e, 0x73),
            new Color(0xcc, 0x79, 0xa7),
            new Color(0xe6, 0x9f, 0x00),
            new Color(0x56, 0xb4, 0xe9),
            new Color(0x00, 0x00, 0x00));
    private static final int BAND_OPACITY = 48;

    static {
        TextUtils.setUseDrawRotatedStringWorkaround(false); // it would make outlines of texts along vertical axes
    }

    private Look() {}

    /** The colour of a run, a unit or a phase; darker ones where all were used. */
    static Color colour(int index) {
        Color colour = COLOURS.get(index % COLOURS.size());
        for (int round = 0; round < index / COLOURS.size() % 3; round++) {
            colour = colour.darker();
        }
        return colour;
    }

    /** A colour through which others shine. */
    static Color faint(Color colour) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), BAND_OPACITY);
    }

    /** An axis with equal distances. */
    static NumberAxis linear(String title) {
        NumberAxis axis = new ShortAxis(title);
        axis.setAutoRangeIncludesZero(false);
        return dressed(axis);
    }

    /** An axis of what is counted. */
    static NumberAxis counting(String title) {
        NumberAxis axis = linear(title);
        axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        return axis;
    }

    /** An axis for exponents. */
    static NumberAxis logarithmic(String title, LogRange range) {
        return dressed(new PowerAxis(title, range));
    }

    private static NumberAxis dressed(NumberAxis axis) {
        axis.setLabelFont(TEXT);
        axis.setTickLabelFont(TICKS);
        axis.setAxisLinePaint(AXIS);
        axis.setTickMarkPaint(AXIS);
        axis.setLabelInsets(new RectangleInsets(1, 1, 1, 1));
        axis.setTickLabelInsets(new RectangleInsets(1, 2, 1, 2));
        return axis;
    }

    /** The font of the names along an axis. */
    static Font text() {
        return TEXT;
    }

    /** A chart on white with nothing around it but a title, if there is one. */
    static JFreeChart chart(String title, Plot plot) {
        if (plot instanceof XYPlot xy) {
            dressed(xy);
        }
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setNoDataMessage("nothing to show");
        plot.setNoDataMessageFont(TEXT);
        JFreeChart chart = new JFreeChart(null, TITLE, plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(2, 2, 2, 6));
        if (!title.isEmpty()) {
            TextTitle heading = new TextTitle(title, TITLE);
            heading.setHorizontalAlignment(HorizontalAlignment.LEFT);
            heading.setTextAlignment(HorizontalAlignment.LEFT);
            heading.setPadding(2, 4, 3, 0);
            chart.setTitle(heading);
        }
        return chart;
    }

    /** A chart among others in one plot, on white with a faint grid. */
    static XYPlot dressed(XYPlot plot) {
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlineStroke(new BasicStroke(0.5f));
        plot.setRangeGridlineStroke(new BasicStroke(0.5f));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        return plot;
    }

    /** The font of numbers along an axis, and of names within a chart. */
    static Font small() {
        return TICKS;
    }

    /** A label in the upper left corner of a chart. */
    static XYTitleAnnotation inside(String label, Color colour) {
        TextTitle title = new TextTitle(label, TICKS);
        title.setPaint(colour);
        return new XYTitleAnnotation(0.02, 0.98, title, RectangleAnchor.TOP_LEFT);
    }

    /** A line in a legend. */
    static LegendItem line(String name, Paint colour, Stroke stroke) {
        LegendItem item = new LegendItem(name, null, null, null, new Line2D.Double(-8, 0, 8, 0), stroke, colour);
        item.setLabelFont(TICKS);
        return item;
    }

    /** A patch in a legend. */
    static LegendItem patch(String name, Paint colour) {
        return mark(name, colour, new Rectangle2D.Double(-5, -3, 10, 6));
    }

    /** A mark in a legend. */
    static LegendItem mark(String name, Paint colour, Shape shape) {
        LegendItem item = new LegendItem(name, null, null, null, shape, colour);
        item.setLabelFont(TICKS);
        return item;
    }

    /** A small disc. */
    static Shape disc(double radius) {
        return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
    }

    /** An axis that is divided by the width of the numbers along it; JFreeChart takes all digits of its ends for these. */
    private static final class ShortAxis extends NumberAxis {
        private static final int MOST_TICKS = 50;

        ShortAxis(String title) {
            super(title);
            setNumberFormatOverride(new ShortFormat());
        }

        @Override
        protected double estimateMaximumTickLabelWidth(Graphics2D graphics, TickUnit unit) {
            FontMetrics metrics = graphics.getFontMetrics(getTickLabelFont());
            double first = Math.ceil(getRange().getLowerBound() / unit.getSize());
            return 2 * metrics.charWidth('0') // between two of them
                    + DoubleStream.iterate(first, tick -> tick + 1)
                            .limit(MOST_TICKS)
                            .map(tick -> tick * unit.getSize())
                            .takeWhile(tick -> tick <= getRange().getUpperBound())
                            .mapToInt(tick -> metrics.stringWidth(
                                    getNumberFormatOverride().format(tick)))
                            .max()
                            .orElse(0);
        }
    }

    /** Numbers as short as can be: 0.5, 2, 40k, 3M. */
    private static final class ShortFormat extends AxisFormat {
        private final DecimalFormat plain =
                new DecimalFormat("0.########", DecimalFormatSymbols.getInstance(Locale.ROOT));
        private final DecimalFormat tiny = new DecimalFormat("0.###E0", DecimalFormatSymbols.getInstance(Locale.ROOT));

        @Override
        public StringBuffer format(double value, StringBuffer text, FieldPosition position) {
            double size = Math.abs(value);
            if (size >= 1e6) {
                return text.append(plain.format(value / 1e6)).append('M');
            }
            if (size >= 1e4) {
                return text.append(plain.format(value / 1e3)).append('k');
            }
            return text.append(size > 0 && size < 1e-4 ? tiny.format(value) : plain.format(value));
        }
    }
}
