package org.halfinverse.report;

import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;

/** Labels of an axis, all of which are written as {@code double}. */
abstract class AxisFormat extends NumberFormat {
    @Override
    public StringBuffer format(long value, StringBuffer text, FieldPosition position) {
        return format((double) value, text, position);
    }

    @Override
    public Number parse(String text, ParsePosition position) {
        throw new UnsupportedOperationException("axis labels are not read");
    }
}
