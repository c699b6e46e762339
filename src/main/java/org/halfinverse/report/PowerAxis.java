package org.halfinverse.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.FieldPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/**
 * An axis for exponents, which it writes as powers of ten: JFreeChart's own would make outlines of these. A vertical one that shows
 * one or two powers of ten, as that of a short run, has ticks at two and five times each of them as well.
 */
final class PowerAxis extends NumberAxis {
    private static final double MOST_POWERS = 6; // that the axis is divided into

    private static final int FEW_POWERS = 2;

    private final int from;
    private final int to;

    /** An axis with a title. */
    PowerAxis(String title, LogRange range) {
        super(title);
        from = range.from();
        to = range.to();
        setRange(from, to);
        setTickUnit(new NumberTickUnit(Math.max(1, Math.ceil((to - from) / MOST_POWERS))));
        setNumberFormatOverride(new PowerFormat());
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // as JFreeChart declares it
    protected List refreshTicksVertical(Graphics2D graphics, Rectangle2D area, RectangleEdge edge) {
        List<Object> ticks = new ArrayList<>(super.refreshTicksVertical(graphics, area, edge));
        if (to - from <= FEW_POWERS) {
            for (int exponent = from; exponent < to; exponent++) {
                for (int digit : new int[] {2, 5}) {
                    double place = exponent + Math.log10(digit);
                    ticks.add(new NumberTick(
                            place, times(digit, exponent), TextAnchor.CENTER_RIGHT, TextAnchor.CENTER_RIGHT, 0));
                }
            }
        }
        return ticks;
    }

    /** A digit times a power of ten, as short as can be: 0.02, 500, 2·10⁻⁷. */
    private static String times(int digit, int exponent) {
        return exponent >= -3 && exponent <= 3
                ? String.format(Locale.ROOT, "%." + Math.max(0, -exponent) + "f", digit * Math.pow(10, exponent))
                : digit + "·" + power(exponent);
    }

    private static String power(long exponent) {
        StringBuilder text = new StringBuilder("10");
        for (char c : Long.toString(exponent).toCharArray()) {
            text.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
        }
        return text.toString();
    }

    /** Exponents as the powers of ten that they stand for, 10⁻⁵. */
    private static final class PowerFormat extends AxisFormat {
        @Override
        public StringBuffer format(double exponent, StringBuffer text, FieldPosition position) {
            return text.append(power(Math.round(exponent)));
        }
    }
}
