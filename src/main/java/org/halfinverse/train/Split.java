package org.halfinverse.train;

/** The two data sets of an experiment. */
public enum Split {
    /** On which the network is trained. */
    TRAIN,
    /** On which it is only judged. */
    TEST
}
