package org.halfinverse.samples;

import java.util.EnumMap;
import java.util.Map;

/** The two data sets of an experiment. */
public enum Split {
    /** On which the network is trained. */
    TRAIN("training"),
    /** On which it is only judged. */
    TEST("test");

    private final String label;

    Split(String label) {
        this.label = label;
    }

    /** {@return what its samples are called: {@code training} or {@code test}} */
    public String label() {
        return label;
    }

    /**
     * {@return both parts of one data set, divided by chance, each in the order of the samples}
     *
     * @param all samples, N of them
     * @param fraction of them that become test samples, rounded to a whole number
     * @param seed of the experiment
     * @throws IllegalArgumentException if one would be empty, with the rest of a sentence about the fraction
     */
    public static Map<Split, SampleSource> divide(SampleSource all, double fraction, long seed) {
        long samples = all.samples();
        long tests = Math.round(samples * fraction);
        if (tests < 1 || tests >= samples) {
            throw new IllegalArgumentException(
                    "makes " + tests + " of the " + samples + " samples test samples, but both sets need at least one");
        }
        RowSelection selection = RowSelection.random(samples, tests, seed);
        return new EnumMap<>(Map.of(TRAIN, all.selected(selection.complement()), TEST, all.selected(selection)));
    }
}
