package org.halfinverse.jacobian;

/** A loss, a Jacobian or a parameter is not a finite number: the training has diverged. */
public final class NonFiniteException extends RuntimeException {
    private final String sentence;

    /**
     * What was met.
     *
     * @param sentence for the user: what was not finite, and where
     */
    public NonFiniteException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
