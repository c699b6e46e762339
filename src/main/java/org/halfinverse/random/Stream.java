package org.halfinverse.random;

/** What a random number is drawn for: streams of one seed are independent. */
public enum Stream {
    /** Initial parameters. */
    PARAMETERS(1),
    /** Training samples, one item a sample. */
    TRAINING_SAMPLES(2),
    /** Test samples, one item a sample. */
    TEST_SAMPLES(3),
    /** The order of the samples, one item an epoch. */
    SHUFFLING(4),
    /** The point and the directions at which derivatives are checked. */
    DERIVATIVE_CHECK(5),
    /** Which rows of a file are test samples. */
    TEST_ROWS(6),
    /** Directions that no gradient pointed into. */
    UNSEEN_DIRECTIONS(7),
    /** Errors of training targets, one item a sample. */
    TARGET_NOISE(8),
    /** The columns of the Jacobian that a step takes, one item a step. */
    CHOSEN_COLUMNS(13),
    /** Frequencies of Fourier features. */
    FREQUENCIES(12);

    /** Part of the meaning of every seed: never changed once released. */
    final long number;

    Stream(long number) {
        this.number = number;
    }
}
