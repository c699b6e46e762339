package org.halfinverse.io;

/** Data or storage is not as it should be. The message is one sentence: what, where, and what would be right. */
public final class DataException extends RuntimeException {
    /**
     * Without a deeper cause.
     *
     * @param message one sentence for the user
     */
    public DataException(String message) {
        super(Sentence.of(message));
    }

    /**
     * With the failure that led here.
     *
     * @param message one sentence for the user
     * @param cause what failed, shown only for debugging
     */
    public DataException(String message, Throwable cause) {
        super(Sentence.of(message), cause);
    }
}
