package org.halfinverse.train;

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

    /**
     * What its samples are called.
     *
     * @return {@code training} or {@code test}
     */
    public String label() {
        return label;
    }
}
