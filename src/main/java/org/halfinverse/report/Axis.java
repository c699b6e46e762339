package org.halfinverse.report;

import org.jfree.chart.axis.NumberAxis;

/** What a training's progress is measured by; each row of a series begins with these, in this order. */
enum Axis {
    STEPS(0, "step"),
    TIME(1, "training time (s)"),
    SAMPLES(2, "samples seen");

    /** How many columns they take. */
    static final int COUNT = values().length;

    private final int column;
    private final String title;

    Axis(int column, String title) {
        this.column = column;
        this.title = title;
    }

    /** In which column of a row it stands. */
    int column() {
        return column;
    }

    /** What to write beside an axis. */
    String title() {
        return title;
    }

    /** The axis of a chart. */
    NumberAxis drawn() {
        return this == TIME ? Look.linear(title) : Look.counting(title);
    }
}
