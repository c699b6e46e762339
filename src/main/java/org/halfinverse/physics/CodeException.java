package org.halfinverse.physics;

/**
 * A fault in a simulator's code, in words of its own language: {@code raised ZeroDivisionError} and {@code : division by
 * zero (pendulum.py:12, in force)}, between which stands for which sample.
 */
public final class CodeException extends RuntimeException {
    /** The words before the sample. */
    private final String what;

    /** The words behind it. */
    private final String more;

    /**
     * A fault.
     *
     * @param what happened, as the predicate of a sentence whose subject is a function
     * @param more what is known of it, with the punctuation or blank it begins with; may be empty
     */
    public CodeException(String what, String more) {
        super(what + more);
        this.what = what;
        this.more = more;
    }

    /**
     * The predicate with the sample in it.
     *
     * @param forWhat for which sample, for instance {@code " for sample 17"}, or empty
     * @return for instance {@code raised ZeroDivisionError for sample 17: division by zero (pendulum.py:12, in force)}
     */
    String told(String forWhat) {
        return what + forWhat + more;
    }
}
